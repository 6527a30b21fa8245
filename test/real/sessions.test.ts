import { describe, expect, it } from "vitest";
import type { Ended } from "../../src/core/contracts/session.ts";
import { calls, EDITS, fails, realFleet, SAYS_DONE } from "./fleet.ts";

it("brings what the agent edits through the CLI's tools to the remote", async () => {
  const { run, remote, mock } = await realFleet({
    scenario: { steps: [...EDITS, calls("Bash", { command: "cp a.txt b.txt", description: "Copy" }), SAYS_DONE] },
    agent: "tools: [read, edit, run]\nmodel: sonnet",
    files: { "CLAUDE.md": "Write Greek. @more.md", "more.md": "In small letters." },
  });
  expect(await run()).toMatchObject({
    outcome: { kind: "done", reason: "a.txt says beta" },
    publication: { kind: "published" },
  });
  expect([remote.file("a.txt"), remote.file("b.txt")]).toEqual(["beta\n", "beta\n"]);
  const [first] = mock.requests;
  expect(first?.body?.model).toBe("claude-sonnet-5-5");
  expect(first?.body?.tools?.map(({ name }) => name).toSorted()).toEqual(["Bash", "Edit", "Read", "Write"]);
  expect(JSON.stringify(first?.body?.system)).toContain("In small letters.");
});

describe("what an agent had written when its run failed is on a rescue ref", () => {
  it.each([
    ["a refused key", fails(401, "authentication_error", "invalid x-api-key"), "failed", "auth"],
    ["a rate limit", fails(429, "rate_limit_error", "slow down", { "retry-after": "3600" }), "deferred", "rate_limit"],
    ["an overloaded API", fails(529, "overloaded_error", "Overloaded"), "deferred", "overloaded"],
    [
      "a prompt too long",
      fails(400, "invalid_request_error", "prompt is too long: 216000 tokens > 200000 maximum"),
      "failed",
      "prompt_too_long",
    ],
    ["a dropped connection", { text: "partial", drop: true }, "failed", "api_error"],
    ["a refusal", { text: "", stop_reason: "refusal" }, "failed", "refusal"],
    ["an empty reply", { text: "" }, "failed", "empty"],
  ] as const)(
    "what an agent had written when its run failed is on a rescue ref after %s",
    async (_, step, kind, cause) => {
      const { run, remote } = await realFleet({ scenario: { steps: [...EDITS, step] }, backend: "retries: 1" });
      const ended = (await run()) as Ended;
      expect(ended).toMatchObject({ outcome: { kind, cause }, publication: { kind: "rescued" } });
      const ref = ended.publication.kind === "rescued" ? ended.publication.ref : "";
      expect([remote.file("a.txt"), remote.file("a.txt", ref)]).toEqual(["alpha\n", "beta\n"]);
    },
  );
});
