import { z } from "zod";
import type { Slots } from "../contracts/plugin.ts";
import type { Situation } from "../contracts/policy.ts";
import { TIERS } from "../contracts/work.ts";
import { candidate, later, noticed, report, section } from "./answer-shapes.ts";

/** Rule for an answer: says in words what is wrong with it; undefined when it is right. */
export type AnswerRule = (answer: unknown, asked: readonly unknown[]) => string | undefined;

/** Demand on a member of a part: a type, a list of texts that is not empty, or one of these words. */
export type MemberRule = "function" | "string" | "texts" | readonly string[];

/** Members that a part of a slot must have, and answers that its methods must give. */
export interface SlotRule {
  /** The members it must have, and what each is to be. */
  readonly has: Readonly<Record<string, MemberRule>>;
  /** Of methods that must answer at once. */
  readonly answers: Readonly<Record<string, AnswerRule>>;
  /** Of methods that may answer at once, or later. */
  readonly either?: Readonly<Record<string, AnswerRule>>;
  /** Of methods that answer later. */
  readonly promises: Readonly<Record<string, AnswerRule>>;
}

const text = z.string();
/** Of a file in a workspace, from its root: git passes over any other without a word. */
const FILE_PATH = /^(?!.*(?:^|\/)(?:\.{0,2}|\.git)(?:\/|$))[^\0]+$/is;
const filePath = text.regex(FILE_PATH, "a path that is no file's in the workspace");
const finite = z.number().nonnegative();
const guardVerdict = z.union([z.object({ ok: z.literal(true) }), z.object({ ok: z.literal(false), reason: text })]);

function fits(schema: z.ZodType, right: string): AnswerRule {
  return (answer) => {
    const { error } = schema.safeParse(answer);
    const [issue] = error?.issues ?? [];
    if (!issue) return undefined;
    const where = issue.path.length > 0 ? ` at ${issue.path.join(".")}` : "";
    return `${issue.message}${where}; right would be ${right}`;
  };
}

const REPORT = '{ check, status: "pass", "warn" or "fail", detail: "a sentence" }, or a list of these';
const reports = fits(z.union([report, z.array(report)]), REPORT);

const DECISION = '{ kind: "run", agent, reason } with one of the agents it was given, or { kind: "rest", reason }';
const decidedRest = z.object({ kind: z.literal("rest"), reason: text });
const decidedRun = z.object({ kind: z.literal("run"), agent: z.object({ name: text }), reason: text });
const decidedIdle = z.object({ idle: z.array(text).optional() });
const isDecision = fits(z.intersection(z.union([decidedRest, decidedRun]), decidedIdle), DECISION);

const decision: AnswerRule = (answer, [situation]) => {
  const wrong = isDecision(answer, []);
  if (wrong !== undefined) return wrong;
  const { kind, agent } = answer as { readonly kind: string; readonly agent?: { readonly name: string } };
  const names = (situation as Situation).agents.map(({ name }) => name);
  if (kind === "rest" || names.includes(agent?.name ?? "")) return undefined;
  return `it names "${agent?.name}", which is not one of those that may run now (${names.join(", ") || "none"}); right would be ${DECISION}`;
};

const areVectors = z.array(z.array(z.number()).min(1));

const vectors: AnswerRule = (answer, [texts]) => {
  const wanted = (texts as readonly string[]).length;
  const right = `one vector of numbers for each of the ${wanted} texts, all of one length`;
  const wrong = fits(areVectors, right)(answer, []);
  if (wrong !== undefined) return wrong;
  const lengths = (answer as readonly (readonly number[])[]).map(({ length }) => length);
  if (lengths.length === wanted && new Set(lengths).size <= 1) return undefined;
  return `${lengths.length} vectors, of ${[...new Set(lengths)].join(" and ")} numbers; right would be ${right}`;
};

const watched = z.union([guardVerdict, z.object({ ok: z.literal(true), notice: text })]);
/** Rule for the verdict of a guard. A guard is asked for each run: its verdict is checked there. */
export const guardAnswer = fits(watched, '{ ok: true }, or { ok: false, reason: "a sentence" }');

const used = fits(
  z.looseObject({ inputTokens: finite, outputTokens: finite }).optional(),
  "{ inputTokens, outputTokens, micros }",
);

const ownContext = fits(
  z.object({ lessons: z.boolean(), sections: z.array(text) }),
  "{ lessons: true or false, sections: [names of a brief's sections] }",
);

const anything: AnswerRule = () => undefined;

/** Every slot, in one place. A method that a part does not have is not asked. */
export const SLOT_RULES: { readonly [S in keyof Slots]: SlotRule } = {
  backend: {
    has: { name: "string", probe: "function", run: "function" },
    answers: {},
    promises: { probe: reports, used, ownContext },
  },
  briefSection: {
    has: { name: "string", write: "function" },
    answers: {},
    promises: {
      write: fits(section.optional(), 'nothing, or { name, title, tokens, entries: ["Markdown", { origin, text }] }'),
    },
  },
  budget: {
    has: { caps: "function" },
    promises: {},
    answers: {
      caps: fits(
        z.object({
          run: finite,
          agentDay: finite.optional(),
          fleetDay: finite.optional(),
          headRoom: finite.max(1).optional(),
        }),
        "{ run, agentDay, fleetDay } in micro-dollars, which are no less than 0",
      ),
    },
  },
  channel: {
    has: { name: "string", send: "function" },
    answers: { split: fits(z.array(z.looseObject({ text })), "a list of letters") },
    promises: {
      send: fits(
        z.union([z.object({ kind: z.literal("sent") }), later]),
        '{ kind: "sent" }, or { kind: "later", "unknown" or "refused", reason }',
      ),
      find: fits(
        z.union([z.object({ kind: z.enum(["sent", "absent"]) }), later]),
        '{ kind: "sent" } or { kind: "absent" }',
      ),
    },
  },
  dispatch: { has: { decide: "function" }, answers: {}, either: { decide: decision }, promises: {} },
  embedder: { has: { model: "string", embed: "function" }, answers: {}, promises: { embed: vectors } },
  extractor: {
    has: { extract: "function" },
    answers: {},
    promises: {
      extract: fits(
        z.object({ noticed: z.array(noticed), faded: z.array(z.object({ memory: text, reason: text })) }),
        "{ noticed: [{ kind, text, edges: [] }], faded: [{ memory, reason }] }",
      ),
    },
  },
  guard: {
    has: { cause: "string", guard: "function" },
    promises: {},
    answers: {
      guard: (answer) =>
        typeof answer === "function" ? undefined : "no function; right would be (event, at) => { ok: true }",
    },
  },
  healthCheck: { has: { name: "string", check: "function" }, answers: {}, promises: { check: reports } },
  lessonSharing: {
    has: { admits: "function" },
    promises: {},
    answers: { admits: fits(guardVerdict, '{ ok: true }, or { ok: false, reason: "a sentence" }') },
  },
  waitResolver: {
    has: { name: "string", kinds: "texts", look: "function" },
    answers: {},
    promises: {
      look: fits(
        z.object({ state: z.enum(["pending", "met", "never"]), reason: text }),
        '{ state: "pending", "met" or "never", reason: "a sentence" }',
      ),
    },
  },
  workSource: {
    has: { name: "string", tier: TIERS, candidates: "function" },
    answers: {},
    promises: {
      candidates: fits(z.array(candidate), 'a list of { id, title, state: "ready", "waiting" or "blocked" }'),
      record: fits(
        z.array(z.object({ path: filePath, content: text })),
        "a list of edits { path, content }, empty when all is recorded",
      ),
      ended: anything,
    },
  },
};
