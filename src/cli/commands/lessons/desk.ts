import { existsSync } from "node:fs";
import type { WorkspaceView } from "../../../core/contracts/work.ts";
import { MidwatchError, messageOf } from "../../../core/errors.ts";
import { readRegularText } from "../../../core/host/regular-file.ts";
import { readBandit } from "../../../lessons/bandit.ts";
import { broadKeywords } from "../../../lessons/breadth.ts";
import { lessonEffects } from "../../../lessons/effect.ts";
import { idOf, type Lesson } from "../../../lessons/lesson.ts";
import { LessonMatcher } from "../../../lessons/matcher.ts";
import type { OpenFleet } from "../../fleet/open-fleet.ts";
import { doing } from "../../views/doing.ts";
import { say, sayJson } from "../../views/print.ts";
import { archive, promote, retire, retract, type Shelf } from "./changes.ts";
import type { LessonArguments } from "./command.ts";
import { type ListedLesson, sayEffects, sayImported, sayLessons, sayMatches, sayRetired } from "./views.ts";

/** The lessons of one workspace, and what a person does with them. */
export class LessonDesk {
  private readonly fleet: OpenFleet;
  private readonly args: LessonArguments;
  private readonly workspace: string;
  private readonly view: WorkspaceView;

  private constructor(fleet: OpenFleet, args: LessonArguments, place: { workspace: string; view: WorkspaceView }) {
    this.fleet = fleet;
    this.args = args;
    this.workspace = place.workspace;
    this.view = place.view;
  }

  static async open(fleet: OpenFleet, args: LessonArguments): Promise<LessonDesk> {
    const workspace = args.workspace ?? fleet.book.workspace ?? onlyOne(fleet);
    const hub = fleet.fleet.workspaces.get(workspace);
    doing(`fetching ${workspace}`);
    const { commit, ...fetched } = await hub.fetch(fleet.signal);
    if (commit === undefined) throw new MidwatchError("reason" in fetched ? fetched.reason : workspace);
    return new LessonDesk(fleet, args, { workspace, view: hub.view(commit) });
  }

  async list(): Promise<void> {
    const { index } = await this.fleet.book.read(this.view);
    const held = await this.held();
    const sessions = await this.fleet.fleet.ledger.history.sessions({});
    const past = sessions.flatMap(({ item }) => (item ? [item.title] : []));
    const broad = broadKeywords(index.lessons, past);
    const listed = [...index.lessons, ...index.inactive].map((lesson): ListedLesson => {
      const keywords = broad.filter(({ path }) => path === lesson.path);
      return { ...lessonJson(lesson), standing: held.has(lesson.path) ? "held" : standingOf(lesson), broad: keywords };
    });
    if (this.args.json) sayJson({ workspace: this.workspace, lessons: listed, unread: index.unread });
    else sayLessons(listed, index.unread);
  }

  async match(): Promise<void> {
    const what = this.what("a text, or a file");
    const text = existsSync(what) ? readImportedFile(what) : what;
    const { index } = await this.fleet.book.read(this.view);
    const found = new LessonMatcher(index.lessons).match(text, this.args.tool).map(({ lesson, score, matchedBy }) => {
      return { path: lesson.path, title: lesson.title, score, matchedBy };
    });
    if (this.args.json) sayJson({ matches: found });
    else sayMatches(found, index.lessons.length);
  }

  async effect(): Promise<void> {
    const effects = lessonEffects(await this.fleet.fleet.ledger.lessons.history());
    const known = await this.all();
    const named = effects.map((effect) => {
      const lesson = known.find((each) => idOf(each) === effect.lesson);
      return { ...effect, ...(lesson && { path: lesson.path, title: lesson.title, standing: standingOf(lesson) }) };
    });
    if (this.args.json) sayJson({ effects: named });
    else sayEffects(named);
  }

  async promote(): Promise<void> {
    const lesson = await this.find(this.what("a lesson's path or id"));
    await promote(this.shelf, lesson);
    this.done({ promoted: lesson.path }, `${lesson.path} is read from the next session on.`);
  }

  async retract(): Promise<void> {
    const reason = this.reason();
    const lesson = await this.find(this.what("a lesson's path or id"));
    const derived = await retract(this.shelf, lesson, reason);
    const others = derived.map(({ path }) => path);
    const waiting = others.length === 0 ? "" : ` What was learned with it in mind waits for you: ${others.join(", ")}.`;
    this.done(
      { retracted: lesson.path, waiting: others },
      `${lesson.path} is in no brief from the next session on.${waiting}`,
    );
  }

  async retire(): Promise<void> {
    if (this.args.what !== undefined) return this.retireOne(this.args.what);
    const { dryRun = false } = this.args;
    const retired = await retire(this.shelf, { dryRun });
    if (this.args.json) sayJson({ dryRun, retired: retired.map(({ id, path, reason }) => ({ id, path, reason })) });
    else sayRetired(retired, dryRun);
  }

  async import(): Promise<void> {
    const file = this.what("gptme's bandit-state.json");
    const read = readBandit(readJson(file), await this.all());
    if (!read) throw new MidwatchError(`${file} is not a bandit state file: it has no "arms"`);
    await this.fleet.fleet.ledger.lessons.measure(read.measured);
    if (this.args.json) sayJson(read);
    else sayImported(read);
  }

  private async retireOne(what: string): Promise<void> {
    if (this.args.dryRun)
      throw new MidwatchError(
        "--dry-run cannot be used with one lesson: it shows which lessons the record would retire",
      );
    const reason = this.reason();
    const lesson = await this.find(what);
    await archive(this.shelf, lesson, reason);
    this.done({ retired: [{ path: lesson.path, reason }] }, `${lesson.path} is in no brief from the next session on.`);
  }

  private get shelf(): Shelf {
    return { fleet: this.fleet, workspace: this.workspace, view: this.view };
  }

  private reason(): string {
    const { reason } = this.args;
    if (!reason) throw new MidwatchError('missing option: --reason "…", for those who read it later');
    return reason;
  }

  private async all(): Promise<readonly Lesson[]> {
    const { index } = await this.fleet.book.read(this.view);
    return [...index.lessons, ...index.inactive];
  }

  private async find(what: string): Promise<Lesson> {
    const all = await this.all();
    const found = all.filter(({ path, provenance: { id } }) => path === what || id === what);
    const near =
      found.length > 0 ? found : all.filter(({ path }) => path.endsWith(`/${what}`) || path.endsWith(`/${what}.md`));
    const [lesson] = near;
    if (!lesson) throw new MidwatchError(`no lesson is called "${what}"; "midwatch lessons" lists them`);
    if (near.length > 1)
      throw new MidwatchError(`several are called "${what}": ${near.map(({ path }) => path).join(", ")}`);
    return lesson;
  }

  private async held(): Promise<ReadonlySet<string>> {
    const { texts } = await this.fleet.book.read(this.view);
    const held = await this.fleet.fleet.ledger.lessons.held(this.workspace);
    return new Set(
      held.filter(({ path, rev }) => this.fleet.book.revOf(texts.get(path) ?? "") === rev).map(({ path }) => path),
    );
  }

  private what(wanted: string): string {
    if (this.args.what === undefined) throw new MidwatchError(`missing argument: ${this.args.action} takes ${wanted}`);
    return this.args.what;
  }

  private done(document: object, sentence: string): void {
    if (this.args.json) sayJson(document);
    else say(sentence);
  }
}

/** Bytes of a file that a person names. */
const MAX_IMPORT_BYTES = 64 * 1024 * 1024;

const readImportedFile = (file: string): string =>
  readRegularText(file, { most: MAX_IMPORT_BYTES, links: "own" }, ({ reason }): never => {
    throw new MidwatchError(`${file}: ${reason}`);
  });

function readJson(file: string): unknown {
  try {
    return JSON.parse(readImportedFile(file));
  } catch (thrown) {
    throw new MidwatchError(`${file} cannot be read: ${messageOf(thrown)}`);
  }
}

function onlyOne({ agents }: OpenFleet): string {
  const names = [...new Set(agents.names.map((name) => agents.get(name).workspace))];
  const [name] = names;
  if (name === undefined || names.length > 1)
    throw new MidwatchError(`several workspaces: choose with --workspace ${names.join(" or ")}`);
  return name;
}

const standingOf = ({ status, provenance }: Lesson) =>
  status === "active" && provenance.probation ? "probation" : status;

const lessonJson = ({ path, title, keywords, provenance }: Lesson) => ({ path, title, keywords, ...provenance });
