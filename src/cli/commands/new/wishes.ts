import type { DeclaredFleet } from "../../../config/declared.ts";
import { MidwatchError } from "../../../core/errors.ts";
import type { Questions } from "../../questions.ts";
import { complain } from "../../views/print.ts";
import { workspaceMeant, workspacesSaid } from "./workspace-meant.ts";

/** Wishes for a new agent, as they were given. */
export interface Wishes {
  readonly do?: string | undefined;
  readonly when?: readonly string[] | undefined;
  readonly on?: string | undefined;
  readonly cap?: string | undefined;
}

/** Wishes that are whole and right. */
export interface Settled {
  readonly task: string;
  /** Rules; none for an agent that runs when it is asked to. */
  readonly when: readonly string[];
  readonly workspace: string;
  /** Dollars that one session may cost. */
  readonly cap: number;
}

/** One thing to be known, by its flag: how it is asked for, and what an answer means. */
interface Wish<T> {
  readonly flag: string;
  readonly question: string;
  /** Answer of a person who says nothing, and of a pipe; undefined when something has to be said. */
  readonly otherwise?: string;
  /** Throws a sentence where it means nothing. */
  read(answer: string): T | Promise<T>;
}

const DOLLARS = 2;
const BY_HAND = "by hand";

/** Surroundings of a new agent. */
interface Around {
  readonly folder: string;
  /** Names of the agents that are there. */
  readonly others: readonly string[];
  /** Missing where nobody can be asked. */
  readonly asks: Questions | undefined;
}

/** Settles what is left out: at a terminal it is asked for, else the flag that is missing is named. */
export async function settleWishes(
  given: Wishes,
  fleet: DeclaredFleet,
  { folder, others, asks }: Around,
): Promise<Settled> {
  const { on, cap } = given;
  // Nobody is to answer questions, and be refused after that for what was said before.
  if (given.when?.length) readRules(given.when, fleet, others);
  if (on !== undefined) await onWhat(fleet, folder).read(on);
  if (cap !== undefined) await CAP.read(cap);
  const settle = <T>(wish: Wish<T>, answer: string | undefined) => settleWish(wish, answer, asks);
  const task = await settle(TASK, given.do);
  const when = given.when?.length
    ? readRules(given.when, fleet, others)
    : await settle({ ...WHEN, read: (answer) => readRules([answer], fleet, others) }, undefined);
  const workspace = await settle(onWhat(fleet, folder), on);
  return { task, when, workspace, cap: await settle(CAP, cap) };
}

async function settleWish<T>(wish: Wish<T>, given: string | undefined, asks: Questions | undefined): Promise<T> {
  if (given !== undefined) return wish.read(given);
  if (asks) return askFor(wish, asks);
  if (wish.otherwise !== undefined) return wish.read(wish.otherwise);
  throw new MidwatchError(`--${wish.flag} is missing: ${wish.question}`);
}

/** Asks again until the answer means something. */
async function askFor<T>(wish: Wish<T>, asks: Questions): Promise<T> {
  for (;;) {
    const hint = wish.otherwise === undefined ? "" : ` [${wish.otherwise}]`;
    const answer = await asks.ask(`${wish.question}${hint} `);
    if (answer === undefined) throw new MidwatchError("nothing was written");
    try {
      return await wish.read(answer === "" ? (wish.otherwise ?? "") : answer);
    } catch (thrown) {
      if (!(thrown instanceof MidwatchError)) throw thrown;
      complain(thrown.message);
    }
  }
}

const TASK: Wish<string> = {
  flag: "do",
  question: "What should it do?",
  read(answer) {
    if (answer.trim() === "") throw new MidwatchError("--do: say in a sentence or more what it should do");
    return answer.trim();
  },
};

const WHEN = {
  flag: "when",
  question: `When? (weekdays 08:00, every 2h, or ${BY_HAND})`,
} as const;

const CAP: Wish<number> = {
  flag: "cap",
  question: "How many dollars may one session cost?",
  otherwise: `${DOLLARS}`,
  read(answer) {
    const dollars = Number(answer.replace(/^\$/, ""));
    if (answer.trim() !== "" && Number.isFinite(dollars) && dollars > 0) return dollars;
    throw new MidwatchError(`--cap: write dollars, more than 0, such as 0.5, not "${answer}"`);
  },
};

const onWhat = (fleet: DeclaredFleet, folder: string): Wish<string> => {
  const [first, ...others] = fleet.declared.workspaces;
  return {
    flag: "on",
    question: `On which workspace? (${workspacesSaid(fleet)})`,
    ...(first !== undefined && others.length === 0 && { otherwise: first }),
    read: (answer) => workspaceMeant(answer, fleet, folder),
  };
};

function readRules(
  rules: readonly string[],
  { declared }: DeclaredFleet,
  others: readonly string[],
): readonly string[] {
  if (rules.length === 1 && rules[0]?.toLowerCase() === BY_HAND) return [];
  if (rules.some((rule) => rule.trim() === ""))
    throw new MidwatchError(`--when: write a time, such as weekdays 08:00, or ${BY_HAND}`);
  const read = declared.readWhen(rules, others);
  if ("rules" in read) return rules;
  const wrong = read.map(({ at, column, message }) => `--when: in "${rules[at]}", column ${column}: ${message}`);
  throw new MidwatchError(wrong.join("\n"));
}
