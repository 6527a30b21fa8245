import { userInfo } from "node:os";
import type { Memory } from "../../../core/contracts/memory.ts";
import { MidwatchError } from "../../../core/errors.ts";
import { memoriesKey } from "../../../core/learning/session-memory.ts";
import { shortIdOf } from "../../../core/text/memory-id.ts";
import type { FileMemoryBook } from "../../../memory/book.ts";
import { findById } from "../../../memory/find-by-id.ts";
import type { OpenFleet } from "../../fleet/open-fleet.ts";
import { say, sayJson } from "../../views/print.ts";
import type { MemoryArguments } from "./command.ts";
import { graphOf } from "./graph.ts";
import { importSessions } from "./import.ts";
import { meaningBy } from "./meaning.ts";
import { type AgentStats, sayFound, sayGraph, sayMemory, sayStats } from "./views.ts";

/** Actions of a person on the memories of a fleet. */
export class MemoryDesk {
  /** True when something was left undone that was asked for. */
  couldNot = false;
  private readonly fleet: OpenFleet;
  private readonly args: MemoryArguments;
  private readonly book: FileMemoryBook;

  constructor(fleet: OpenFleet, args: MemoryArguments) {
    if (!fleet.memory) throw new MidwatchError('memory is off for this fleet: midwatch.yaml has "memory: off"');
    this.fleet = fleet;
    this.args = args;
    this.book = fleet.memory.book;
  }

  async stats(): Promise<void> {
    const meaning = await meaningBy(this.book.embedder, this.fleet.signal);
    const agents: AgentStats[] = [];
    for (const agent of this.agents()) {
      const { all, size, damaged } = await this.book.read(agent);
      const memories = [...all.values()];
      const state = await this.book.indexOf(agent).state();
      const waiting = memories.filter(({ standing }) => standing === "quarantined");
      const fresh = size === 0 || (await this.book.indexOf(agent).isFresh(size));
      const index = { fresh, model: state?.model ?? "", withoutVector: state?.pending ?? memories.length };
      agents.push({ agent, memories, bytes: size, damaged, waiting, index });
    }
    const { model = null, trouble } = meaning;
    if (this.args.json) sayJson({ embedder: model, ...(trouble && { trouble }), agents: agents.map(memoryCounts) });
    else sayStats(agents, meaning);
  }

  async list(): Promise<void> {
    const { all } = await this.book.read(this.agent());
    const newest = [...all.values()].toSorted((a, b) => b.lastAt - a.lastAt);
    if (this.args.json) sayJson({ memories: newest });
    else sayFound(newest.map((memory) => ({ ...memory, because: [] })));
  }

  async search(): Promise<void> {
    const text = this.what("words to look for");
    const retracted = new Set((await this.fleet.fleet.ledger.lessons.retracted()).map(({ lesson }) => lesson));
    const found = await this.book.recall({ agent: this.agent(), text, retracted }, this.fleet.signal);
    if (this.args.json) return sayJson({ found: found.recalled, omitted: found.omitted, said: found.said });
    sayFound(found.recalled, found.said);
  }

  async show(): Promise<void> {
    const { agent, memory, all } = await this.find();
    const ties = graphOf(all, memory.id, 1);
    if (this.args.json) sayJson({ agent, ...memory, ties });
    else sayMemory(agent, memory, ties);
  }

  async graph(): Promise<void> {
    const what = this.what("a memory's id, or a subject");
    const agent = this.agents().length === 1 || this.args.agent !== undefined ? this.agent() : undefined;
    const { all, memory } = agent === undefined ? await this.find() : await this.near(agent, what);
    const ties = graphOf(all, memory?.id ?? what, 2);
    if (this.args.json) sayJson({ from: memory?.id ?? what, ties });
    else sayGraph(memory?.text ?? what, ties);
  }

  async fade(): Promise<void> {
    const { reason } = this.args;
    if (!reason) throw new MidwatchError('missing option: --reason "…", for those who read it later');
    const memory = await this.judge("faded", reason);
    this.done({ faded: memory.id, reason }, `"${memory.text}" is no longer recalled.`);
  }

  async promote(): Promise<void> {
    const memory = await this.judge("promoted", "a person has approved it");
    this.done({ promoted: memory.id }, `"${memory.text}" is recalled from the next session on.`);
  }

  async rebuild(): Promise<void> {
    for (const agent of this.args.agent === undefined ? this.agents() : [this.agent()]) {
      const said = await this.book.rebuild(agent, this.fleet.signal);
      const { all } = await this.book.read(agent);
      const left = (await this.book.indexOf(agent).state())?.pending ?? 0;
      this.couldNot ||= this.book.embedder !== undefined && (said.length > 0 || left > 0);
      const how = this.book.embedder && left === 0 ? `with vectors of ${this.book.embedder.model}` : "full text alone";
      this.done({ agent, memories: all.size, withoutVector: left, said }, `${agent}: ${all.size} memories, ${how}`);
      if (!this.args.json) for (const each of said) say(`  ${each}`);
    }
  }

  async import(): Promise<void> {
    const path = this.what("a file or a folder of sessions, e.g. ~/.claude/projects");
    const { memory } = this.fleet;
    if (memory)
      await importSessions(path, this.agent(), {
        ...memory,
        signal: this.fleet.signal,
        json: this.args.json,
        now: this.fleet.fleet.clock.now(),
      });
  }

  private async judge(type: "faded" | "promoted", reason: string): Promise<Memory> {
    const { agent, memory } = await this.find();
    const by = userInfo().username;
    const entry = { type, memory: memory.id, by, reason, at: this.fleet.fleet.clock.now() };
    await this.book.judge(agent, entry, this.fleet.signal);
    const { all } = await this.book.read(agent);
    const waits = [...all.values()].some(({ standing }) => standing === "quarantined");
    if (!waits) await this.fleet.fleet.ledger.fulfil(memoriesKey(agent));
    return memory;
  }

  /** The memory that is meant, of any agent. */
  private async find() {
    const what = this.what("a memory's id, or the end of it");
    for (const agent of this.args.agent === undefined ? this.agents() : [this.agent()]) {
      const { all, memory } = await this.near(agent, what);
      if (memory) return { agent, all, memory };
    }
    throw new MidwatchError(`no memory is called "${what}"; "midwatch memory list" names them`);
  }

  private async near(agent: string, what: string) {
    const { all } = await this.book.read(agent);
    return { all, memory: all.get(findById(what, all) ?? "") };
  }

  private agents(): readonly string[] {
    return this.fleet.agents.names;
  }

  private agent(): string {
    const { agent } = this.args;
    if (agent !== undefined) return this.fleet.agents.get(agent).name;
    const [only, ...others] = this.agents();
    if (only === undefined || others.length > 0)
      throw new MidwatchError(`several agents: choose with --agent ${this.agents().join(" or ")}`);
    return only;
  }

  private what(wanted: string): string {
    if (this.args.what === undefined) throw new MidwatchError(`missing argument: ${this.args.action} takes ${wanted}`);
    return this.args.what;
  }

  private done(document: object, sentence: string): void {
    if (this.args.json) sayJson(document);
    else say(sentence);
  }
}

const memoryCounts = ({ memories, waiting, ...rest }: AgentStats) => ({
  ...rest,
  memories: memories.length,
  active: memories.filter(({ standing }) => standing === "active").length,
  faded: memories.filter(({ standing }) => standing === "faded").length,
  waiting: waiting.map(({ id }) => shortIdOf(id)),
});
