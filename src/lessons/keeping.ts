import type { KeptLesson, Learned, ProposedLesson } from "../core/contracts/lessons.ts";
import { saysTheSame, wordsOf } from "../core/text/same-words.ts";
import { suspicionOf } from "../core/text/suspicion.ts";
import type { Lesson } from "./lesson.ts";
import { lessonFile, type Standing, withKeywords } from "./write.ts";

/** Lessons on probation that one item, and one agent, may have brought: with more, a person looks first. */
const MOST_OF_AN_ORIGIN = 10;
const MOST_OF_AN_AUTHOR = 100;

/** Lessons that are there before something is learned. */
export interface Shelf {
  readonly folder: string;
  /** Those that may be changed. */
  readonly known: readonly Lesson[];
  /** Of every file, held ones, too. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The edits that keep what was learned: a lesson that says the same gets its keywords, else there is a new one. */
export function kept(learned: Learned, { folder, known, texts }: Shelf): readonly KeptLesson[] {
  const edits = new Map<string, string>();
  const waiting = new Map<string, string>();
  for (const [n, proposed] of distinct(learned.lessons).entries()) {
    const id = `${learned.session}-${n + 1}`;
    const said = wordsOf(lessonText(proposed));
    const same = known.find(({ provenance, body }) => {
      return provenance.id === id || saysTheSame(wordsOf(body), said);
    });
    if (!same) {
      const path = pathFor(folder, proposed, learned, { edits, texts });
      const stands = lessonState(proposed, learned, known);
      edits.set(path, lessonFile(id, proposed, learned, stands));
      if (stands.reason !== undefined) waiting.set(path, stands.reason);
    } else if (mayAdd(same, proposed, learned))
      edits.set(same.path, withKeywords(edits.get(same.path) ?? texts.get(same.path) ?? "", proposed.keywords));
  }
  return [...edits]
    .filter(([path, content]) => texts.get(path) !== content)
    .map(([path, content]) => ({ path, content, ...waitsFor(waiting.get(path)) }));
}

/** Lessons of one session, each once: two that say the same become one, with the keywords of both. */
function distinct(lessons: readonly ProposedLesson[]): readonly ProposedLesson[] {
  const found: ProposedLesson[] = [];
  for (const next of lessons) {
    const said = wordsOf(lessonText(next));
    const at = found.findIndex((one) => saysTheSame(wordsOf(lessonText(one)), said));
    const same = found[at];
    if (same) found[at] = { ...same, keywords: [...new Set([...same.keywords, ...next.keywords])] };
    else found.push(next);
  }
  return found;
}

/** As it will stand in its file. */
const lessonText = ({ title, rule }: ProposedLesson) => `${title} Rule ${rule}`;

const waitsFor = (waits: string | undefined) => (waits === undefined ? {} : { waits });

interface Taken {
  readonly edits: ReadonlyMap<string, string>;
  readonly texts: ReadonlyMap<string, string>;
}

/** Two lessons of one title that say different things are both kept. */
function pathFor(folder: string, { title }: ProposedLesson, { session }: Learned, taken: Taken): string {
  const slug =
    title
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replace(/^-/, "")
      .slice(0, 60)
      .replace(/-$/, "") || "lesson";
  const path = `${folder === "." ? "" : `${folder}/`}learned/${slug}`;
  const isFree = !taken.texts.has(`${path}.md`) && !taken.edits.has(`${path}.md`);
  return isFree ? `${path}.md` : `${path}-${session.slice(-8)}-${taken.edits.size + 1}.md`;
}

/**
 * True when a lesson may get the keywords. Strangers' words change nothing that is read; a retracted lesson is not
 * brought back by being said again.
 */
function mayAdd({ status }: Lesson, { keywords }: ProposedLesson, { tainted }: Learned): boolean {
  return status === "active" && tainted === undefined && suspicionOf(keywords.join("\n")) === undefined;
}

function lessonState({ title, rule, keywords }: ProposedLesson, learned: Learned, known: readonly Lesson[]): Standing {
  const reason = learned.tainted ?? suspicionOf([title, rule, ...keywords].join("\n")) ?? tooMany(learned, known);
  return reason === undefined ? { status: "active" } : { status: "quarantined", reason };
}

/**
 * Reason to hold a lesson back: one origin, or one author, that says a thousand things at once is not believed a
 * thousand times.
 */
function tooMany({ author, origin }: Learned, known: readonly Lesson[]): string | undefined {
  const unproven = known.filter(({ status, provenance }) => status === "active" && provenance.probation);
  const ofOrigin = unproven.filter(({ provenance }) => provenance.origin === origin).length;
  const ofAuthor = unproven.filter(({ provenance }) => provenance.author === author).length;
  if (ofOrigin >= MOST_OF_AN_ORIGIN) return `${ofOrigin} lessons learned on ${origin} have yet to show that they help`;
  return ofAuthor >= MOST_OF_AN_AUTHOR
    ? `${ofAuthor} lessons of ${author}'s have yet to show that they help`
    : undefined;
}
