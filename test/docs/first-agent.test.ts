import { beforeAll, describe, expect, it } from "vitest";
import { BIN } from "../end-to-end/command-line.ts";
import { examplesIn } from "./examples.ts";
import { answersTo, asTyped, Person } from "./person.ts";

const PAGE = "docs/first-agent.md";
const SAYS = "I have reviewed it.\\n\\n```midwatch\\nitem: done\\nreason: reviews/today.md is written\\n```";

/** Claude Code's stand-in: it writes the review that it is asked for. */
const CLAUDE = `#!/bin/bash
[ "$1" = --version ] && { echo "2.1.330 (Claude Code)"; exit; }
read -r prompt
mkdir -p reviews; echo fine > reviews/today.md
echo '{"type":"system","subtype":"init","claude_code_version":"2.1.330"}'
echo '{"type":"result","subtype":"success","num_turns":1,"result":"${SAYS}"}'
cat > /dev/null
`;

describe("the page on the first agent", async () => {
  const lines = (await examplesIn(PAGE, "sh")).flatMap((block) => block.trim().split("\n"));

  beforeAll(() => {
    expect(lines.length).toBeGreaterThan(8);
  });

  it("has commands that can be typed one after the other, in one pass, each with the answer it promises", async () => {
    const person = new Person();
    person.install("midwatch", `#!/bin/sh\nexec ${process.execPath} ${BIN} "$@"\n`);
    person.install("claude", CLAUDE);
    const told = new Map<string, string>();
    for (const line of lines) {
      const { code, said } = await person.types(asTyped(line), answersTo(line, ["ANTHROPIC_API_KEY=sk-ant-mock"]));
      told.set(line, said);
      // A new agent that has no sign-in yet is told of: the page goes on with that.
      expect([line, code, said]).toEqual([line, line.startsWith("midwatch new") ? 1 : 0, expect.any(String)]);
    }
    const said = (command: string) => [...told].find(([line]) => line.startsWith(command))?.[1] ?? "";
    expect(said("midwatch new")).toContain("(umask 077; mkdir -p .midwatch; cat >> .midwatch/credentials)");
    expect(said("midwatch check")).toContain("All is well: helper, reviewer.");
    expect(said("midwatch run reviewer")).toContain("reviews/today.md is written");
    expect(said("midwatch plan")).toContain("reviewer");
    expect(said("midwatch install")).toContain("ExecStart=");
  });
});
