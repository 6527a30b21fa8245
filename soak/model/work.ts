import type { Backend, BackendEvent, BackendRequest } from "../../src/core/contracts/backend.ts";
import type { Channel } from "../../src/core/contracts/channel.ts";
import type { Stated } from "../../src/core/contracts/run-result.ts";
import type { WorkSource } from "../../src/core/contracts/work.ts";
import { type Folders, sessionAt } from "./folders.ts";
import type { Fuse } from "./fuse.ts";
import type { Objects } from "./objects.ts";

/** What an agent does in one run. */
export interface Script {
  /** Files that nobody else writes. */
  readonly files: number;
  /** Whether it writes into the file that everybody writes into. */
  readonly shared: boolean;
  /** Whether it leaves a commit on another branch. */
  readonly aside: boolean;
  readonly ending: "done" | "progress" | "waiting" | "not-viable" | "silent" | "fails" | "breaks";
  /** Micro-dollars. */
  readonly cost: number;
}

/** What the outside of a world knows of it: whoever wrote it down is not midwatch. */
export interface Witness {
  /** Completed writes: a text that stands nowhere else, by the session that wrote it. */
  readonly wrote: { readonly session: string; readonly text: string }[];
  /** Micro-dollars that each run has really taken. */
  readonly cost: Map<string, number>;
  /** Marks of the letters that have arrived. */
  readonly letters: string[];
}

interface Workplace {
  readonly objects: Objects;
  readonly folders: Folders;
  readonly witness: Witness;
}

const FREE = { inputTokens: 0, outputTokens: 0 };

/** An agent that plays a script, in a process that may come to harm at each of its steps. */
export function modelBackend(place: Workplace, script: Script, fuse: Fuse): Backend {
  return {
    name: "model",
    probe: async () => ({ check: "model", status: "pass", detail: "it has its script" }),
    used: async ({ session }) => ({ ...FREE, micros: place.witness.cost.get(session) ?? 0 }),
    run: (request) => play(place, script, { request, fuse }),
  };
}

async function* play(
  place: Workplace,
  script: Script,
  { request, fuse }: { readonly request: BackendRequest; readonly fuse: Fuse },
): AsyncIterable<BackendEvent> {
  const { witness } = place;
  const session = sessionAt(request.cwd);
  yield { type: "started" };
  await fuse.pass(() => void witness.cost.set(session, script.cost));
  for (const write of writesOf(place, script, request.cwd)) await fuse.pass(write);
  if (script.ending === "breaks") throw new Error("the backend breaks its contract");
  const usage = { ...FREE, micros: script.cost };
  const text = `nothing more to say of ${session}`;
  if (script.ending === "fails") yield { type: "finished", result: { stopReason: "error", text, usage } };
  else yield { type: "finished", result: { stopReason: "end_turn", text, usage, ...statedBy(script) } };
}

function statedBy({ ending }: Script): { stated?: Stated } {
  if (ending === "silent" || ending === "fails" || ending === "breaks") return {};
  return { stated: { item: ending, reason: `it is ${ending}` } };
}

/** Each of them a write that is complete when it answers. */
function writesOf({ objects, folders, witness }: Workplace, script: Script, cwd: string): (() => void)[] {
  const session = sessionAt(cwd);
  const clone = () => folders.clones.get(cwd) ?? { head: "", files: new Map<string, string>(), sides: new Map() };
  const note = (n: string) => {
    const text = `${session} wrote ${n}`;
    witness.wrote.push({ session, text });
    return text;
  };
  const own = Array.from({ length: script.files }, (_, n) => () => {
    clone().files.set(`work/${session}-${n}.md`, note(`file ${n}`));
  });
  const shared = () => void clone().files.set("shared.md", note("to all"));
  const aside = () => {
    const edits = new Map([[`aside/${session}.md`, note("aside")]]);
    clone().sides.set("aside", objects.commit([clone().head], edits, { author: "agent", at: 0, text: session }));
  };
  return [...own, ...(script.shared ? [shared] : []), ...(script.aside ? [aside] : [])];
}

/** Files of a folder, each an item: what it says first is its state. */
export const deskSource: WorkSource = {
  name: "desk",
  tier: "primary",
  async candidates({ view }) {
    const texts = await view.readAll(await view.list("items"));
    return [...texts].flatMap(([id, text]) => {
      const [state = ""] = text.split(" ");
      if (state === "done" || state === "not-viable") return [];
      return [{ id, title: id, body: text, state: state === "waiting" ? ("waiting" as const) : ("ready" as const) }];
    });
  },
  async record({ id }, { state }, { view }) {
    const before = await view.read(id);
    if (before === undefined || state === "no-effect") return [];
    const content = `${state} ${id}`;
    return before === content ? [] : [{ path: id, content }];
  },
};

/** How a channel takes letters at the moment. */
export type ChannelMood = "up" | "later" | "arrives and says nothing";

/** Notes each letter it is given; asked, it knows which have arrived. */
export function modelChannel({ letters }: Witness, mood: () => ChannelMood): Channel {
  return {
    name: "owner",
    async send({ mark }) {
      if (mood() === "later") return { kind: "later", reason: "it is busy" };
      letters.push(mark);
      return mood() === "up" ? { kind: "sent" } : { kind: "unknown", reason: "it said nothing" };
    },
    async find({ mark }) {
      return { kind: letters.includes(mark) ? "sent" : "absent" };
    },
  };
}
