import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { Parts } from "../../src/core/parts/parts.ts";
import { commandResolver } from "../../src/policies/command/wait-resolver.ts";
import { testHost } from "../../src/testing/index.ts";
import { patience } from "../limits.ts";

async function resolver(script: string) {
  const host = await testHost(tmpdir(), { PATH: process.env.PATH ?? "" });
  const parts = new Parts();
  parts.provide("waitResolver", commandResolver);
  const made = parts.make("waitResolver", { use: "command", kinds: ["deploy"], run: ["sh", "-c", script] }, host);
  return made.look({ kind: "deploy", about: "prod", since: 5 }, patience());
}

it("a program looks at what is waited for, told what and since when", async () => {
  const script = `grep -q '{"kind":"deploy","about":"prod","since":5}' && echo '{"state":"met","reason":"it is out"}'`;
  expect(await resolver(script)).toEqual({ state: "met", reason: "it is out" });
});

it("a program that answers something else is told what would be right", async () => {
  await expect(resolver(`echo '{"state":"perhaps"}'`)).rejects.toThrow(/has to answer {"state": "pending", "met"/);
});
