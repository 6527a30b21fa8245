import { existsSync, readFileSync } from "node:fs";
import type { WorkspaceView } from "../../core/contracts/work.ts";
import { MidwatchError } from "../../core/errors.ts";
import { broadKeywords } from "../../lessons/breadth.ts";
import { lessonEffects } from "../../lessons/effect.ts";
import type { Lesson } from "../../lessons/lesson.ts";
import { LessonMatcher } from "../../lessons/matcher.ts";
import { type Standing, withStanding } from "../../lessons/write.ts";
import type { LessonArguments } from "../lessons.ts";
import type { OpenFleet } from "../open-fleet.ts";
import { say, sayJson } from "../print.ts";
import { type ListedLesson, sayEffects, sayLessons, sayMatches } from "./views.ts";

const REMEMBERED = 500;

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
    const { commit, ...fetched } = await hub.fetch(fleet.signal);
    if (commit === undefined) throw new MidwatchError("reason" in fetched ? fetched.reason : workspace);
    return new LessonDesk(fleet, args, { workspace, view: hub.view(commit) });
  }

  async list(): Promise<void> {
    const { index } = await this.fleet.book.read(this.view);
    const held = await this.held();
    const sessions = await this.fleet.fleet.ledger.history.sessions({ limit: REMEMBERED });
    const past = sessions.flatMap(({ item }) => (item ? [item.title] : []));
    const broad = broadKeywords(index.lessons, past);
    const listed = [...index.lessons, ...index.inactive].map((lesson): ListedLesson => {
      const keywords = broad.filter(({ path }) => path === lesson.path);
      return { ...plain(lesson), standing: held.has(lesson.path) ? "held" : standingOf(lesson), broad: keywords };
    });
    if (this.args.json) sayJson({ workspace: this.workspace, lessons: listed, unread: index.unread });
    else sayLessons(listed, index.unread);
  }

  async match(): Promise<void> {
    const what = this.what("a text, or a file");
    const text = existsSync(what) ? readFileSync(what, "utf8") : what;
    const { index } = await this.fleet.book.read(this.view);
    const found = new LessonMatcher(index.lessons).match(text, this.args.tool).map(({ lesson, score, matchedBy }) => {
      return { path: lesson.path, title: lesson.title, score, matchedBy };
    });
    if (this.args.json) sayJson({ matches: found });
    else sayMatches(found, index.lessons.length);
  }

  async effect(): Promise<void> {
    const { history, lessons } = this.fleet.fleet.ledger;
    const records = await history.sessions({ limit: 10_000 });
    const ended = records.flatMap(({ id, item, outcome }) => (item && outcome ? [{ id, outcome: outcome.kind }] : []));
    const effects = lessonEffects(await lessons.uses(), ended);
    if (this.args.json) sayJson({ sessions: ended.length, effects });
    else sayEffects(effects, ended.length);
  }

  async promote(): Promise<void> {
    const lesson = await this.change({ status: "active" });
    await this.fleet.fleet.ledger.lessons.release(this.workspace, lesson.path);
    this.done({ promoted: lesson.path }, `${lesson.path} is read from the next session on.`);
  }

  async retract(): Promise<void> {
    const { reason } = this.args;
    if (!reason) throw new MidwatchError('say why, for those who find it later: --reason "…"');
    const { path } = await this.change({ status: "retracted", reason });
    this.done({ retracted: path }, `${path} is in no brief from the next session on.`);
  }

  private async change(standing: Standing): Promise<Lesson> {
    const lesson = await this.find(this.what("a lesson's path or id"));
    const at = this.fleet.fleet.clock.now();
    const message = { author: "owner", at, text: `Set a lesson to ${standing.status}` };
    const edits = async (view: WorkspaceView) => {
      const text = await view.read(lesson.path);
      return text === undefined ? [] : [{ path: lesson.path, content: withStanding(text, standing) }];
    };
    const published = await this.fleet.lessons.edit(this.workspace, { message, edits }, this.fleet.signal);
    if (published.kind !== "published") throw new MidwatchError(`nothing was changed: ${published.reason}`);
    return lesson;
  }

  private async find(what: string): Promise<Lesson> {
    const { index } = await this.fleet.book.read(this.view);
    const all = [...index.lessons, ...index.inactive];
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
    if (this.args.what === undefined) throw new MidwatchError(`${this.args.action} wants ${wanted}`);
    return this.args.what;
  }

  private done(document: object, sentence: string): void {
    if (this.args.json) sayJson(document);
    else say(sentence);
  }
}

function onlyOne({ agents }: OpenFleet): string {
  const names = [...new Set(agents.names.map((name) => agents.get(name).workspace))];
  const [name] = names;
  if (name === undefined || names.length > 1) throw new MidwatchError(`say whose: --workspace ${names.join(" or ")}`);
  return name;
}

const standingOf = ({ status, provenance }: Lesson) =>
  status === "active" && provenance.probation ? "probation" : status;

const plain = ({ path, title, keywords, provenance }: Lesson) => ({ path, title, keywords, ...provenance });
