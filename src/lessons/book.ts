import { createHash } from "node:crypto";
import type { LeftLessons } from "../core/contracts/backend.ts";
import type { TextCache } from "../core/contracts/cache.ts";
import type { LessonHistory } from "../core/contracts/lesson-record.ts";
import type {
  CountedLesson,
  Held,
  JudgedLesson,
  JudgementBasis,
  KeptLesson,
  Learned,
  LessonBook,
  LessonFacts,
  LessonQuestion,
  LessonReader,
  LessonSharing,
  OfferedLesson,
  Recalled,
} from "../core/contracts/lessons.ts";
import type { FileEdit, WorkspaceView } from "../core/contracts/work.ts";
import { gains } from "./effect.ts";
import { isLessonFile, LESSON_FOLDERS } from "./index-lessons.ts";
import { hasNews, judgeLessons } from "./judging.ts";
import { kept } from "./keeping.ts";
import { idOf, type Lesson } from "./lesson.ts";
import { LessonMatcher, type Match } from "./matcher.ts";
import { fitting, ranked, spread } from "./rank.ts";
import { LessonShelf, type Stock } from "./shelf.ts";
import type { LessonRules } from "./verdict.ts";
import { withOwnId } from "./write.ts";

/** Places of lessons, their share of a brief, and the rules by which they are judged. */
export interface BookOptions extends LessonRules {
  readonly workspace?: string | undefined;
  /** Before those in which gptme looks in a workspace. */
  readonly folder: string;
  readonly tokens: number;
}

/** Lessons in files of a workspace. */
export class FileLessonBook implements LessonBook {
  readonly workspace: string | undefined;
  private readonly folders: readonly string[];
  private readonly options: BookOptions;
  private readonly sharing: LessonSharing;
  private readonly shelf: LessonShelf;

  constructor(options: BookOptions, sharing: LessonSharing, cache?: TextCache) {
    this.workspace = options.workspace;
    this.options = options;
    this.sharing = sharing;
    this.folders = [...new Set([options.folder, ...(options.folder === "." ? [] : LESSON_FOLDERS)])];
    this.shelf = new LessonShelf(this.folders, cache);
  }

  holds(path: string): boolean {
    return this.folders.some(
      (folder) => (folder === "." || path.startsWith(`${folder}/`)) && isLessonFile(path, folder),
    );
  }

  revOf(text: string): string {
    return createHash("sha256").update(text).digest("hex").slice(0, 12);
  }

  beside(path: string, text: string, session: string): FileEdit {
    const mark = session.slice(-8);
    return { path: path.replace(/(?=\.[^./]+$)/, `-${mark}`), content: withOwnId(text, mark) };
  }

  async recall({ view, agent, text, held, history }: LessonQuestion): Promise<Recalled> {
    const { index, texts } = await this.read(view);
    const revOf = (path: string) => this.revOf(texts.get(path) ?? "");
    const lessons = index.lessons.filter(({ path }) => !isHeld(held, path, revOf(path)));
    const admitted = lessons.filter((lesson) => this.admits(lesson, agent));
    const gain = gains(history);
    const matches = ranked(new LessonMatcher(admitted).match(text), (lesson) => gain.get(idOf(lesson)) ?? 0);
    const found = spread(matches).map((match) => offered(match, revOf(match.lesson.path)));
    const fit = fitting(found, ({ body }) => body, this.options.tokens);
    const retracted = index.inactive.filter(({ status }) => status === "retracted").map(retraction);
    return { offered: fit, omitted: matches.length - fit.length, retracted };
  }

  async leave({ view, agent, held }: LessonReader): Promise<LeftLessons> {
    const { index, texts } = await this.read(view);
    const withheld = index.lessons.filter(
      (lesson) => isHeld(held, lesson.path, this.revOf(texts.get(lesson.path) ?? "")) || !this.admits(lesson, agent),
    );
    return { folders: [this.options.folder], withheld: withheld.map(({ path }) => path) };
  }

  async counted(paths: readonly string[], view: WorkspaceView): Promise<readonly CountedLesson[]> {
    const { index, texts } = await this.read(view);
    const ids = new Map(index.lessons.map((lesson) => [lesson.path, idOf(lesson)]));
    return paths.map((path) => ({ id: ids.get(path) ?? path, rev: this.revOf(texts.get(path) ?? "") }));
  }

  async keep(learned: Learned, view: WorkspaceView, held: Held): Promise<readonly KeptLesson[]> {
    const { index, texts } = await this.read(view);
    // To change what is held would be to let it go.
    const known = [...index.lessons, ...index.inactive].filter(
      ({ path }) => !isHeld(held, path, this.revOf(texts.get(path) ?? "")),
    );
    return kept(learned, { folder: this.options.folder, known, texts });
  }

  hasNews(history: LessonHistory): boolean {
    return hasNews(history, this.options);
  }

  async judge({ held, ...basis }: JudgementBasis, view: WorkspaceView): Promise<readonly JudgedLesson[]> {
    const { index, texts } = await this.read(view);
    const lessons = index.lessons.filter(({ path }) => !isHeld(held, path, this.revOf(texts.get(path) ?? "")));
    return judgeLessons({ lessons, texts }, basis, this.options);
  }

  /** All that stands in a commit: for `midwatch lessons`, too. */
  read(view: WorkspaceView): Promise<Stock> {
    return this.shelf.read(view);
  }

  private admits({ provenance, ...lesson }: Lesson, reader: string): boolean {
    if (provenance.author === undefined || provenance.author === reader) return true;
    return this.sharing.admits(lessonFacts({ provenance, ...lesson }), reader).ok;
  }
}

const isHeld = (held: Held, path: string, rev: string) => held.some((one) => one.path === path && one.rev === rev);

const retraction = (lesson: Lesson) => ({
  lesson: idOf(lesson),
  reason: lesson.provenance.reason ?? "its file says so",
});

/** Facts of a lesson for a policy, a brief and a list. */
function lessonFacts({ path, title, keywords, provenance }: Lesson): LessonFacts {
  const { author, tags, probation } = provenance;
  return { path, title, keywords, tags, probation, ...(author !== undefined && { author }) };
}

const offered = ({ lesson, matchedBy }: Match, rev: string): OfferedLesson => ({
  ...lessonFacts(lesson),
  id: idOf(lesson),
  rev,
  body: lesson.body,
  matchedBy,
});
