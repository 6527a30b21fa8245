import type { Tool } from "./agent.ts";
import type { Backend } from "./backend.ts";
import type { BriefSection } from "./brief.ts";
import type { Channel } from "./channel.ts";
import type { Clock } from "./clock.ts";
import type { Embedder } from "./embedder.ts";
import type { Listener } from "./events.ts";
import type { HealthCheck } from "./health.ts";
import type { LessonSharing } from "./lessons.ts";
import type { Extractor } from "./memory.ts";
import type { BudgetPolicy, DispatchPolicy, GuardPolicy } from "./policy.ts";
import type { Prices } from "./prices.ts";
import type { Processes } from "./processes.ts";
import type { WaitResolver } from "./waits.ts";
import type { WorkSource } from "./work.ts";

/** Every part of midwatch that can be swapped. This list is the whole extension surface. */
export interface Slots {
  backend: Backend;
  briefSection: BriefSection;
  budget: BudgetPolicy;
  channel: Channel;
  dispatch: DispatchPolicy;
  embedder: Embedder;
  extractor: Extractor;
  guard: GuardPolicy;
  healthCheck: HealthCheck;
  lessonSharing: LessonSharing;
  waitResolver: WaitResolver;
  workSource: WorkSource;
}

/** Problem that a validator finds, as zod says it. */
export interface SchemaIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Structural, so that any validator fits; ours are zod. */
export interface Schema<T> {
  /** The options as they are to be used, or what is wrong with them. Never throws. */
  safeParse(
    input: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly SchemaIssue[] } };
}

/** Texts by name, for a part to keep between sessions: each is whole, or not there. It may be lost, so keep nothing else there. */
export interface Store {
  /** Undefined when there is none. */
  read(name: string): Promise<string | undefined>;
  /** In the place of what was there. On the disk when it resolves. */
  write(name: string, text: string): Promise<void>;
}

/** Things a factory may build with. Not the container: a part that needs more asks for it here, by name. */
export interface Host {
  readonly clock: Clock;
  readonly processes: Processes;
  /** Asks a program of the owner's: see CommandPart. Rejects with why it did not answer. */
  readonly ask: (command: CommandPart, question: unknown, signal: AbortSignal) => Promise<string>;
  /**
   * Variables that every program we start gets of the environment midwatch was started with: an allow-list, no
   * secrets.
   */
  readonly environment: Readonly<Record<string, string>>;
  /** The fleet's secrets, by name, from its credential file. A part passes on those it needs, and tells none. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Shared by all parts: begin names with your own. Missing where there is no fleet. */
  readonly store?: Store;
  /** Prices of models, for a backend that tells tokens and no cost. */
  readonly prices?: Prices;
  /**
   * Folder in which a backend finds what the owner has approved for the agent's workspace; out of every agent's
   * reach.
   */
  readonly trusted?: string;
  /** Of an agent's backend: the model that the agent's own file names. */
  readonly model?: string;
  /** Of an agent's backend: the tools that the agent's own file names. */
  readonly tools?: readonly Tool[];
  /** Relative paths in the part's options start here: the folder of the file that named it. */
  readonly folder: string;
}

/**
 * A program in the place of a part. It gets the question as JSON on stdin, and answers on stdout, with JSON lines, one
 * JSON document or Markdown, as the part has it; contained, and within its time.
 */
export interface CommandPart {
  /** "./x" is relative to the file that names it. */
  readonly run: readonly string[];
  readonly seconds: number;
  /** Folder it runs in; that of the file that names it when left out. */
  readonly cwd?: string;
}

/** A named way to make a T from its validated options. The built-in parts are these, too. */
export interface Factory<T, Options = unknown> {
  readonly name: string;
  readonly options: Schema<Options>;
  /** Makes the part. Starts nothing, and throws a MidwatchError when it cannot be made from these options. */
  create(options: Options, host: Host): T;
}

/** The default export of a plugin's module. */
export interface Plugin {
  readonly name: string;
  /** Called once, before anything starts. Offer parts and listeners here; start nothing. */
  register(registry: PluginRegistry): void;
}

/** Registrations open to a plugin when it is loaded. */
export interface PluginRegistry {
  /** Offers a part under its name. A name that its slot has already is an error. */
  provide<S extends keyof Slots>(slot: S, factory: Factory<Slots[S]>): void;
  /** Hears of every event of this process from now on. */
  listen(listener: Listener): void;
}
