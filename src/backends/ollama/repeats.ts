import type { Call } from "./calls.ts";
import type { Reply } from "./reply.ts";
import type { Used } from "./tool-use.ts";

/** A model looks back and forth between a few things before it is lost. */
const REMEMBERED_CALLS = 6;
/** So often the same, and it has nothing new to say. */
const OFTEN = 3;
const CHANGES = /^(?:write|edit|run)$/;

/**
 * Finds a model that has done something and says only what it has said before: small ones never say that they are done.
 */
export class Repeats {
  private readonly said: string[] = [];
  private hasDone = false;

  /** True when there is nothing new in a reply for the third time, and something has been done. */
  note({ text }: Pick<Reply, "text">, calls: readonly Call[], used: readonly Used[]): boolean {
    this.hasDone ||= used.some(({ call, outcome }) => outcome.ok && CHANGES.test(call.name));
    const now = calls.length > 0 ? JSON.stringify(calls.map(({ name, input }) => [name, input])) : text;
    this.said.push(now);
    if (this.said.length > REMEMBERED_CALLS) this.said.shift();
    return this.hasDone && this.said.filter((earlier) => earlier === now).length >= OFTEN;
  }
}
