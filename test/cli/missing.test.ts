import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { nextCommands } from "../../src/cli/views/missing.ts";

const READY = { name: "helper", ready: true, reasons: [], doubts: [], with: "" };
const UNREADY = { ...READY, ready: false, reasons: ["claude-code: no sign-in: write ANTHROPIC_API_KEY=…"] };

function oddFolder(): string {
  const folder = join(mkdtempSync(join(tmpdir(), "midwatch-odd-")), `it's a "folder" of $mine`);
  onTestFinished(() => rmSync(join(folder, ".."), { recursive: true, force: true }));
  return folder;
}

const wordsOf = (command: string) =>
  execFileSync("sh", ["-c", `printf '%s\\n' ${command}`], { encoding: "utf8" })
    .trimEnd()
    .split("\n");

it("the next command can be pasted, whatever the fleet's folder is called", () => {
  const folder = oddFolder();
  const [command = ""] = nextCommands([READY], folder);
  const [typed = ""] = command.replace("npm run --silent midwatch --", "midwatch").split("    ");
  expect(wordsOf(typed)).toEqual(["midwatch", "run", "helper", "--fleet", folder]);
});

it("the command that takes a sign-in writes it where the fleet keeps it, whatever its folder is called", () => {
  const folder = oddFolder();
  const [command = ""] = nextCommands([UNREADY], folder);
  execFileSync("sh", ["-c", command.split("    ")[0] ?? ""], { input: "ANTHROPIC_API_KEY=x\n" });
  expect(execFileSync("cat", [join(folder, ".midwatch", "credentials")], { encoding: "utf8" })).toBe(
    "ANTHROPIC_API_KEY=x\n",
  );
});
