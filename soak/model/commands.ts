import fc from "fast-check";
import { RescueApplier } from "../../src/core/rescues/applying.ts";
import { Token } from "../../src/tokens.ts";
import { type Failpoint, HARMS } from "./fuse.ts";
import type { Mood } from "./remote.ts";
import { violationsIn } from "./rules.ts";
import type { ChannelMood, Script } from "./work.ts";
import { AGENTS, ModelWorld, type Process, type Spoil } from "./world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What a script of the soak does to a world; the model that it is held against are the rules, at the end. */
type Step = fc.AsyncCommand<object, ModelWorld>;

function step(said: string, run: (world: ModelWorld) => unknown): Step {
  return {
    check: () => true,
    toString: () => said,
    async run(_, world) {
      world.note(`> ${said}`);
      await run(world);
    },
  };
}

type Agent = (typeof AGENTS)[number];

const runOf = (agent: Agent, process: Process) => (world: ModelWorld) =>
  world.process(process, (container, fleet, signal) => {
    const definition = fleet.agents.find(({ name }) => name === agent);
    if (!definition) throw new Error(`there is no ${agent}`);
    return container.get(Token.watch).run(definition, { rule: "soak" }, signal);
  });

const recovery = (process: Process) => (world: ModelWorld) =>
  world.process(process, async (container, _, signal) => {
    const watch = container.get(Token.watch);
    await watch.recoverDead(signal);
    await watch.sendNow(signal);
    await container.get(Token.outbox).deliver(signal);
  });

/** Whoever is due, by the clock or because somebody has asked. */
const tick = (process: Process) => (world: ModelWorld) =>
  world.process(process, (container, _, signal) => container.get(Token.watch).tick(signal));

/** A person puts on the branch what waits for longest. */
const apply = (process: Process) => (world: ModelWorld) =>
  world.process(process, async (container, fleet, signal) => {
    const [rescue] = await fleet.ledger.history.rescues({ state: "waiting" });
    const workspace = fleet.workspaces.get("desk");
    const commit = rescue && (await workspace.keptRefs.commitAt(rescue.ref));
    if (!rescue || commit === undefined) return undefined;
    const applier = new RescueApplier(fleet, container.get(Token.lessons).versions);
    return applier.apply({ rescue, commit, branch: workspace.branch, by: "owner" }, signal);
  });

const QUIET: Script = { files: 0, shared: false, aside: false, ending: "done", cost: 0 };

const script: fc.Arbitrary<Script> = fc.record({
  files: fc.nat(2),
  shared: fc.boolean(),
  aside: fc.boolean(),
  ending: fc.constantFrom("done", "done", "done", "progress", "waiting", "not-viable", "silent", "fails", "breaks"),
  cost: fc.nat(100),
});

const failpoint: fc.Arbitrary<Failpoint | undefined> = fc.option(
  fc.record({ at: fc.integer({ min: 1, max: 90 }), harm: fc.constantFrom(...HARMS) }),
  { nil: undefined, freq: 3 },
);

const process: fc.Arbitrary<Process> = fc.record({ script, failpoint });
const agent = fc.constantFrom(...AGENTS);
const mood = fc.constantFrom<Mood>("up", "up", "up", "away", "refuses", "takes it and says nothing");
const channel = fc.constantFrom<ChannelMood>("up", "up", "later", "arrives and says nothing");

const said = (fails: Failpoint | undefined) => (fails ? `; call ${fails.at} ${fails.harm}` : "");

const told = ({ script: { files, shared, aside, ending, cost }, failpoint: fails }: Process) =>
  `${[`${files} files`, shared && "shared", aside && "aside", ending, `cost ${cost}`].filter(Boolean).join(" + ")}${said(fails)}`;

const runs = fc.tuple(agent, process).map(([who, how]) => step(`${who}: ${told(how)}`, runOf(who, how)));

const together = fc
  .tuple(fc.array(agent, { minLength: 2, maxLength: 3 }), fc.array(process, { minLength: 3, maxLength: 3 }))
  .map(([who, how]) => {
    const pairs = who.flatMap((name, at) => (how[at] ? [[name, how[at]] as const] : []));
    return step(`at once: ${pairs.map(([name, one]) => `${name}: ${told(one)}`).join(" | ")}`, (world) =>
      Promise.all(pairs.map(([name, one]) => runOf(name, one)(world))),
    );
  });

const harms: readonly fc.Arbitrary<Step>[] = [
  mood.map((is) => step(`the remote is ${is}`, (world) => world.remote.be(is))),
  channel.map((is) => step(`the channel is ${is}`, (world) => world.channelBe(is))),
  fc.integer({ min: 1, max: 4 }).map((n) => step(`a person is quicker ${n} times`, (world) => world.remote.hurry(n))),
  fc.integer({ min: 1, max: 3 }).map((n) => step(`a person hands in ${n}`, (world) => world.handIn(n))),
  fc
    .integer({ min: 1, max: 5 })
    .map((n) => step(`a person forces over ${n} commits`, (world) => world.handIn(1, { over: n }))),
  fc
    .integer({ min: -30, max: 200 })
    .map((hours) => step(`the clock moves by ${hours} hours`, (world) => world.clock.move(hours * HOUR))),
  fc.integer({ min: 1, max: 30 }).map((n) => step(`${n} minutes pass`, (world) => world.clock.move(n * MINUTE))),
  agent.map((who) => step(`somebody tells ${who}`, (world) => world.tell(who))),
  process.map((how) => step(`tick: ${told(how)}`, tick(how))),
  failpoint.map((fails) =>
    step(`a person applies what waits${said(fails)}`, apply({ script: QUIET, failpoint: fails })),
  ),
  failpoint.map((fails) => step(`recover${said(fails)}`, recovery({ script: QUIET, failpoint: fails }))),
];

/** Scripts of the soak: as long as they are to be; what fails in one of them, a shorter one is looked for. */
export const scripts = (maxCommands: number) =>
  fc.commands([runs, runs, runs, together, together, ...harms], { maxCommands, size: "max", disableReplayLog: true });

/** A script, a line for each step that was taken. */
export const linesOf = (commands: { toString(): string } | undefined): readonly string[] =>
  commands?.toString().split(",") ?? [];

/** Nobody does any harm now: what was cut short is ended, and what waits is sent. */
async function comeToRest(world: ModelWorld): Promise<void> {
  world.remote.be("up");
  world.remote.hurry(0);
  world.channelBe("up");
  for (let round = 0; round < ROUNDS; round++) {
    world.clock.move(25 * HOUR);
    for (const name of AGENTS) await runOf(name, { script: QUIET })(world);
    await recovery({ script: QUIET })(world);
  }
}

const ROUNDS = 3;

/** Nothing in memory takes long: what does waits for somebody who never comes. */
const HANGS_MS = 20_000;

async function inTime(work: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const hangs = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error("a process waits for ever")), HANGS_MS);
  });
  await Promise.race([work(), hangs]).finally(() => clearTimeout(timer));
}

/** What one script came to. */
export interface Played {
  readonly trace: readonly string[];
  readonly violations: readonly string[];
  readonly sessions: number;
}

/** Plays a script in a world of its own, until everything rests. */
export async function playScript(commands: Iterable<Step>, spoil?: Spoil): Promise<Played> {
  const world = new ModelWorld(spoil);
  try {
    await inTime(async () => {
      await fc.asyncModelRun(() => ({ model: {}, real: world }), commands);
      await comeToRest(world);
    });
    const violations = await violationsIn(world);
    const sessions = world.rows<object>("SELECT id, item, outcome, publication FROM session ORDER BY id");
    for (const session of sessions) world.note(JSON.stringify(session));
    return { trace: world.trace, violations, sessions: sessions.length };
  } finally {
    world.close();
  }
}
