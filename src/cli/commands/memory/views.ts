import type { Memory, RecalledMemory } from "../../../core/contracts/memory.ts";
import { shortIdOf } from "../../../core/text/memory-id.ts";
import { dim, green, red, say, yellow } from "../../views/print.ts";
import { table } from "../../views/table.ts";
import type { Tie } from "./graph.ts";
import type { Meaning } from "./meaning.ts";

/** Numbers of one agent's memory. */
export interface AgentStats {
  readonly agent: string;
  readonly memories: readonly Memory[];
  readonly bytes: number;
  /** Lines of its record that are not what was once written. */
  readonly damaged: readonly number[];
  readonly waiting: readonly Memory[];
  readonly index: { readonly fresh: boolean; readonly model: string; readonly withoutVector: number };
}

export function sayStats(agents: readonly AgentStats[], { model, trouble }: Meaning): void {
  const rows = agents.map(({ agent, memories, bytes, damaged, index }) => {
    const count = (standing: Memory["standing"]) =>
      String(memories.filter((each) => each.standing === standing).length);
    const wrong = damaged.length > 0 ? red(`; line ${damaged.join(", ")} of its record is damaged`) : "";
    const late = index.fresh ? "" : ", its next session brings the index up to date";
    const kept = `${(bytes / 1024).toFixed(1)} KiB${late}${wrong}`;
    return [agent, count("active"), count("faded"), count("quarantined"), kept];
  });
  say(table(["agent", "held", "faded", "waiting", "record"], rows));
  say();
  if (trouble !== undefined) {
    say(yellow(`Found by words alone, although ${model} is configured: ${trouble}`));
  } else if (model === undefined) {
    say("Found by words alone: no embedder is configured. With one, what is said in other words is found, too:");
    say(dim("memory: { embedder: { use: ollama, model: all-minilm } }"));
  } else {
    const left = agents
      .filter(({ memories }) => memories.length > 0)
      .reduce((sum, { index }) => sum + index.withoutVector, 0);
    say(`Found by words and by meaning, with ${model}${left > 0 ? `; ${left} have no vector yet` : ""}.`);
  }
  for (const { agent, waiting } of agents)
    for (const { id, text, reason } of waiting) {
      say(`${yellow("waits for you")}: ${agent}, "${text}": ${reason}`);
      say(dim(`midwatch memory promote ${shortIdOf(id)}`));
    }
}

export function sayFound(found: readonly RecalledMemory[], said: readonly string[] = []): void {
  const rows = found.map(({ id, kind, standing, strength, because, text }) => [
    shortIdOf(id),
    standing === "active" ? green(kind) : yellow(standing),
    String(strength),
    because.join(", "),
    text,
  ]);
  say(rows.length === 0 ? "No memory matches." : table(["id", "", "strength", "by", "memory"], rows));
  for (const each of said) say(yellow(each));
}

export function sayMemory(agent: string, memory: Memory, ties: readonly Tie[]): void {
  const { id, kind, text, origin, strength, standing, reason, lastAt } = memory;
  say(text);
  say();
  const facts = [
    ["id", id],
    ["agent", agent],
    ["kind", kind],
    ["standing", reason === undefined ? standing : `${standing}: ${reason}`],
    ["strength", `noticed on ${strength} ${strength === 1 ? "item" : "items"}, last ${new Date(lastAt).toISOString()}`],
    ["session", origin.session],
    ["item", origin.item],
    ...(origin.derivedFrom ? [["lessons read", origin.derivedFrom.join(", ")]] : []),
    ...ties.map(({ from, type, to }) => [type, from.startsWith(shortIdOf(id)) ? to : `by ${from}`]),
  ];
  say(table(["", ""], facts).split("\n").slice(1).join("\n"));
}

export function sayGraph(start: string, ties: readonly Tie[]): void {
  if (ties.length === 0) say(`Nothing is tied to "${start}".`);
  for (const { from, type, to, depth } of ties) say(`${"  ".repeat(depth - 1)}${from} ${dim(`— ${type} →`)} ${to}`);
}
