import { createInterface, type Interface } from "node:readline";
import { spoken } from "./views/doing.ts";

/** Questions to a person at a terminal, one after the other. Lines that are typed ahead are kept for the next one. */
export class Questions implements Disposable {
  private readonly lines: Interface;
  private readonly typed: AsyncIterator<string>;

  constructor() {
    this.lines = createInterface({ input: process.stdin, output: process.stdout });
    this.typed = this.lines[Symbol.asyncIterator]();
  }

  /** The answer; undefined when there will be none: Ctrl-C, Ctrl-D. */
  async ask(question: string): Promise<string | undefined> {
    spoken();
    this.lines.setPrompt(question);
    this.lines.prompt();
    const { value, done } = await this.typed.next();
    return done === true ? undefined : value.trim();
  }

  [Symbol.dispose](): void {
    this.lines.close();
  }
}

/** True where there is somebody to be asked. */
export const isSomebodyThere = (): boolean => process.stdin.isTTY && process.stdout.isTTY;
