import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { type Answers, atTerminal } from "../terminal.ts";

/** A person at a terminal, with a home of their own and nothing else of ours. */
export class Person {
  readonly home = mkdtempSync(join(tmpdir(), "midwatch-person-"));
  readonly bin = join(this.home, "bin");
  private cwd = this.home;

  constructor() {
    mkdirSync(this.bin);
    onTestFinished(() => rmSync(this.home, { recursive: true, force: true }));
  }

  /** Puts a program on their PATH. */
  install(name: string, text: string): void {
    writeFileSync(join(this.bin, name), text, { mode: 0o755 });
  }

  /** Types a line into their shell, and answers what it asks. */
  async types(line: string, answers: Answers = []): Promise<{ readonly code: number | null; readonly said: string }> {
    const here = join(this.home, "here");
    const script = `cd '${this.cwd}'\n${line}\ncode=$?\npwd > '${here}'\nexit $code\n`;
    const file = join(this.home, "typed.sh");
    writeFileSync(file, script);
    const seen = await atTerminal(`bash ${file}`, { cwd: this.cwd, env: this.environment(), answers });
    if (existsSync(here)) this.cwd = readFileSync(here, "utf8").trim();
    return seen;
  }

  /** A file of where they are. */
  reads(path: string): string {
    return readFileSync(join(this.cwd, path), "utf8");
  }

  private environment() {
    const path = [this.bin, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter);
    return { PATH: path, HOME: this.home, NO_COLOR: "1", TERM: "dumb" };
  }
}

/** A line of the page as this person types it: root has to say whose the agents are. */
export const asTyped = (line: string): string =>
  line.startsWith("midwatch install") && process.getuid?.() === 0 ? `${line} --run-as root` : line;

/** The answers to what the page's commands ask, by the command's beginning; the credentials are those lines. */
export const answersTo = (line: string, credentials: readonly string[]): Answers => {
  if (line === "midwatch init") return [["Write these files?", "y\n"]];
  if (line.startsWith("midwatch new"))
    return [
      ["What should it do?", "Review a.txt, and write what you find to reviews/today.md.\n"],
      ["On which workspace?", "\n"],
      ["How many dollars", "0.5\n"],
    ];
  return line.includes("cat >>") ? [["", `${credentials.join("\n")}\n\u0004`]] : [];
};
