import { Automaton, encoder } from "./automaton.ts";
import type { Lesson } from "./lesson.ts";
import { compilePattern, PATIENCE_FOR_ALL, type Pattern, type Subject } from "./pattern.ts";
import { mergeRepeats, strip } from "./python-text.ts";
import { holdsInOrder, piecesOf, wordRuns } from "./wildcard.ts";

/** A lesson that a text calls for, and by what. */
export interface Match {
  readonly lesson: Lesson;
  /** gptme's: 1 for each keyword and pattern, 1.5 for a skill's name, 2 for each tool. */
  readonly score: number;
  /** "keyword: retry", "pattern: …", "skill: …", "tool: …". */
  readonly matchedBy: readonly string[];
}

/** A word the automaton looks for, by its number; undefined for the empty one, which is in every text. */
type WordId = number | undefined;

interface Indexed {
  readonly lesson: Lesson;
  readonly keywords: readonly {
    readonly keyword: string;
    readonly pieces: readonly string[];
    readonly ids: readonly WordId[];
  }[];
  readonly patterns: readonly { readonly pattern: Pattern; readonly id: WordId }[];
  readonly names: readonly { readonly name: string; readonly id: WordId }[];
}

/** Facts of a text that are worked out once, and only when they are needed. */
interface Searched {
  readonly subject: Subject;
  readonly mergeRepeats: string;
  readonly found: Uint8Array;
  readonly runs: () => Int32Array;
  readonly tools: ReadonlySet<string>;
}

/** Finds what gptme's own matcher finds, in one pass over the text for all lessons. */
export class LessonMatcher {
  private readonly lessons: readonly Indexed[];
  private readonly automaton: Automaton;

  constructor(lessons: readonly Lesson[]) {
    const words = new Map<string, number>();
    const idOf = (word: string): WordId => {
      if (word === "") return undefined;
      const id = words.get(word) ?? words.size;
      words.set(word, id);
      return id;
    };
    this.lessons = lessons.map((lesson) => indexed(lesson, idOf));
    this.automaton = new Automaton([...words.keys()]);
  }

  /** The best first; of equals, in the order of the lessons. */
  match(text: string, tools: readonly string[] = []): readonly Match[] {
    const searched = this.search(text, tools);
    const matches = this.lessons.flatMap((one) => matchOf(one, searched));
    return matches.toSorted((a, b) => b.score - a.score);
  }

  private search(text: string, tools: readonly string[]): Searched {
    const lower = text.toLowerCase();
    const bytes = encoder.encode(lower);
    const isAscii = bytes.length === lower.length;
    const plain = isAscii ? lower : mergeRepeats(lower);
    let runs: Int32Array | undefined;
    return {
      subject: { text: lower, isAscii, patience: PATIENCE_FOR_ALL },
      mergeRepeats: plain,
      found: isAscii ? this.automaton.find(plain, bytes) : this.automaton.find(plain),
      runs: () => (runs ??= wordRuns(plain)),
      tools: new Set(tools.map((tool) => tool.toLowerCase())),
    };
  }
}

function indexed(lesson: Lesson, idOf: (word: string) => WordId): Indexed {
  return {
    lesson,
    keywords: lesson.keywords
      // Nothing but one star is no keyword to gptme; several are one that every text matches.
      .filter((keyword) => strip(keyword) !== "*")
      .map((keyword) => {
        const pieces = piecesOf(mergeRepeats(strip(keyword.toLowerCase())));
        return { keyword, pieces, ids: pieces.map(idOf) };
      }),
    patterns: lesson.patterns.map(compilePattern).map((pattern) => ({ pattern, id: idOf(pattern.anchor) })),
    names: lesson.name
      ? variantsOf(lesson.name.toLowerCase()).map((name) => ({ name, id: idOf(mergeRepeats(name)) }))
      : [],
  };
}

const variantsOf = (name: string) => [name, name.replaceAll("-", " "), name.replaceAll("-", "")];

function matchOf({ lesson, keywords, patterns, names }: Indexed, searched: Searched): Match[] {
  const { found, subject, mergeRepeats: text, runs } = searched;
  const has = (id: WordId) => id === undefined || found[id] === 1;
  const words = keywords.filter(
    ({ pieces, ids }) => ids.every(has) && (pieces.length < 2 || holdsInOrder(pieces, text, runs)),
  );
  const expressions = patterns.filter(({ pattern, id }) => has(id) && pattern.test(subject));
  const isNamed = names.some(({ name, id }) => has(id) && subject.text.includes(name));
  const tools = lesson.tools.filter((tool) => searched.tools.has(tool.toLowerCase()));
  const score = words.length + expressions.length + (isNamed ? 1.5 : 0) + 2 * tools.length;
  if (score === 0) return [];
  const matchedBy = [
    ...words.map(({ keyword }) => `keyword: ${keyword}`),
    ...expressions.map(({ pattern }) => `pattern: ${pattern.source}`),
    ...(isNamed ? [`skill: ${lesson.name}`] : []),
    ...tools.map((tool) => `tool: ${tool}`),
  ];
  return [{ lesson, score, matchedBy }];
}
