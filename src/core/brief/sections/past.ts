import type { BriefEntry, Section } from "../../contracts/brief.ts";
import type { OfferedLesson } from "../../contracts/lessons.ts";
import { summaryLine } from "../../publish/journal.ts";
import { spreadOf } from "../../text/suspicion.ts";
import { DAY } from "../../text/time-units.ts";
import { label } from "../../trust/fence.ts";
import type { BriefFacts, Noticed } from "../facts.ts";
import { quoteOrFence } from "./said.ts";

const ORIGIN_OF_LESSONS = 1500;

/** Endings of this agent's latest sessions. */
export function sessionSection({ sessions }: BriefFacts): Section {
  const entries = sessions.map(({ record, origin }) => quoteOrFence(summaryLine(record), origin, 400));
  const asOf = sessions[0]?.record.startedAt;
  return {
    name: "sessions",
    title: "Your latest sessions",
    entries,
    tokens: 250,
    ...(asOf !== undefined && { asOf, staleAfter: 7 * DAY }),
  };
}

/** Latest journal entries of the workspace, by any author. */
export function journalSection({ journal: { entries, more } }: BriefFacts): Section {
  const asOf = entries[0]?.at;
  return {
    name: "journal",
    title: "Recent journal",
    entries: entries.map(({ path, title, words, origin }) => quotedEntry(`${path}: **${title}** ${words}`, origin)),
    omitted: more,
    tokens: 700,
    ...(asOf !== undefined && { asOf, staleAfter: 3 * DAY }),
  };
}

/** A session that was taken in by an injected text would pass it on in its own entry. */
function quotedEntry(text: string, origin: string | undefined): BriefEntry {
  const spread = spreadOf(text);
  return spread === undefined ? quoteOrFence(text, origin, 560) : `- An entry that is not quoted here: ${spread}`;
}

/** Observations made before that matter for this item. */
export function observationSection({ memory }: BriefFacts): Section {
  const { observations = [], omitted = 0, trouble } = memory ?? {};
  const none = trouble === undefined ? [] : [`- They could not be read: ${label(trouble, 200)}`];
  const asOf = newest(observations);
  return {
    name: "observations",
    title: "What was noticed before",
    entries: [...none, ...observations.map(({ text, origin }) => quoteOrFence(text, origin, 400))],
    omitted,
    tokens: 450,
    ...(asOf !== undefined && { asOf, staleAfter: 30 * DAY }),
  };
}

/** Each with where it comes from: a lesson on probation has yet to show that it helps. */
export function lessonSection({ lessons }: BriefFacts): Section {
  const { offered = [], omitted = 0, trouble } = lessons ?? {};
  const none = trouble === undefined ? [] : [`They could not be read: ${label(trouble, 200)}`];
  const entries = [...none, ...offered.map((lesson) => ({ key: lesson.path, markdown: lessonText(lesson) }))];
  return { name: "lessons", title: "Lessons", entries, omitted, tokens: ORIGIN_OF_LESSONS };
}

function lessonText({ path, author, probation, matchedBy, title, body }: OfferedLesson): string {
  const by = author === undefined ? "" : `, learned by ${author}`;
  const where = `*${path}${by}${probation ? ", on probation" : ""}; here because of ${matchedBy.join(", ")}*`;
  const text = body.replace(/^# .*\n+/, "").replaceAll(/^#(?=#{0,4} )/gm, "###");
  return `### ${title}\n\n${where}\n\n${text}`;
}

/** One line of ours; fenced, when its text may come from outside. */
function newest(noticed: readonly Noticed[]): number | undefined {
  const moments = noticed.flatMap(({ at }) => (at === undefined ? [] : [at]));
  return moments.length > 0 ? Math.max(...moments) : undefined;
}
