import type { LoggedConversation } from "./log.ts";
import type { Row, Totals } from "./rows.ts";

type Counts = NonNullable<NonNullable<Row["metadata"]>["usage"]>;

/** The most that a provider's own compaction may answer with; its input is gptme's estimate of the conversation. */
const COMPACTED_TOKENS = 1024;

/** Messages of a run and of all that it has started, and what gptme says of its requests at its end. */
export interface Charged {
  readonly own: LoggedConversation;
  readonly others: readonly LoggedConversation[];
  readonly totals?: Totals | undefined;
}

/**
 * All that is paid for, a row for each: every answer once, in whichever conversation it stands; requests that left no
 * message; compactions of the provider's. A compacted conversation has all its messages still.
 */
export function chargedRows({ own, others, totals }: Charged): readonly Row[] {
  const answers = own.rows.filter(isAnswer);
  const more = others.flatMap(({ rows }) => rows.filter(isAnswer));
  const all = [...answers, ...withoutCopies(more, answers)];
  const compacted = [own, ...others].flatMap(compactionsOf);
  return [...all, ...compacted, ...(totals ? unlogged(answers, totals) : [])];
}

const isAnswer = ({ role }: Row) => role === "assistant";

/** Those that are no copies: a conversation that goes on in another one takes its messages with it. */
function withoutCopies(rows: readonly Row[], known: readonly Row[]): readonly Row[] {
  const seen = new Set(known.map(identity));
  return rows.filter((row) => {
    const key = identity(row);
    if (row.timestamp !== undefined && seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

const identity = ({ timestamp, metadata }: Row) => JSON.stringify([timestamp, metadata?.model, countsOf(metadata)]);

function compactionsOf({ rows, compactions }: LoggedConversation): readonly Row[] {
  const model = modelOf(rows);
  return compactions.map(({ tokens }) =>
    charge(model, { input_tokens: Math.ceil(tokens.before_estimated), output_tokens: COMPACTED_TOKENS }),
  );
}

/** Requests of gptme that left no message: titles, summaries, look-ups. */
function unlogged(answers: readonly Row[], totals: Totals): readonly Row[] {
  const logged = (of: keyof Counts) => answers.reduce((sum, { metadata }) => sum + (countsOf(metadata)[of] ?? 0), 0);
  const rest = (all: number, of: keyof Counts) => Math.max(0, Math.round(all) - logged(of));
  const counts = {
    input_tokens: rest(totals.total_input_tokens, "input_tokens"),
    output_tokens: rest(totals.total_output_tokens, "output_tokens"),
    cache_read_tokens: rest(totals.cache_read_tokens, "cache_read_tokens"),
    cache_creation_tokens: rest(totals.cache_creation_tokens, "cache_creation_tokens"),
  };
  return Object.values(counts).some((tokens) => tokens > 0) ? [charge(modelOf(answers), counts)] : [];
}

const charge = (model: string | undefined, usage: Counts): Row => ({
  role: "assistant",
  content: "",
  metadata: { ...(model !== undefined && { model }), usage },
});

const modelOf = (rows: readonly Row[]) =>
  rows.findLast(({ metadata }) => metadata?.model !== undefined)?.metadata?.model;

/** In both shapes of the log. */
const countsOf = (metadata: Row["metadata"]): Counts => metadata?.usage ?? metadata ?? {};
