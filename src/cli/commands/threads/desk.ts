import type { ProposedThread, Thread } from "../../../core/contracts/threads.ts";
import type { WorkspaceView } from "../../../core/contracts/work.ts";
import { MidwatchError } from "../../../core/errors.ts";
import { editWorkspace } from "../../../core/learning/workspace-edits.ts";
import { spell } from "../../../core/text/age.ts";
import { markdownName } from "../../../core/text/front-matter.ts";
import { reveal } from "../../../core/text/invisible.ts";
import { didYouMean, thereAre } from "../../../core/text/nearest.ts";
import { plainText } from "../../../core/text/plain-text.ts";
import { threadEdits } from "../../../core/threads/record.ts";
import { byRecency, parseThread, THREADS } from "../../../core/threads/thread.ts";
import { orList } from "../../fleet/find-session.ts";
import type { OpenFleet } from "../../fleet/open-fleet.ts";
import { doing } from "../../views/doing.ts";
import { bold, dim, say, sayJson } from "../../views/print.ts";
import { table } from "../../views/table.ts";
import type { ThreadArguments } from "./command.ts";

/** The threads of a fleet's workspaces, and what a person does with them. */
export class ThreadDesk {
  private readonly fleet: OpenFleet;
  private readonly args: ThreadArguments;

  constructor(fleet: OpenFleet, args: ThreadArguments) {
    this.fleet = fleet;
    this.args = args;
  }

  async list(): Promise<void> {
    const { what, all, json } = this.args;
    const names = what === undefined && this.args.workspace === undefined ? this.workspaces : [this.workspaceOf(what)];
    const found: (Thread & { readonly workspace: string })[] = [];
    for (const workspace of names)
      for (const thread of await this.threads(workspace)) found.push({ workspace, ...thread });
    const shown = found.filter(({ state }) => all || state === "open").toSorted(byRecency);
    if (json) sayJson({ threads: shown.map((thread) => ({ ...thread, body: undefined })) });
    else if (shown.length === 0) say(`no open threads in ${names.join(", ")}`);
    else say(this.tableOf(shown, names.length > 1));
  }

  async show(): Promise<void> {
    const { workspace, thread } = await this.find();
    if (this.args.json) return sayJson({ workspace, ...thread });
    const { path, kind, state, waiting, broken, origin } = thread;
    say(`${bold(plainText(thread.title))}\n${dim([path, kind, state, this.age(thread)].filter(Boolean).join(", "))}`);
    if (waiting !== undefined) say(`waits ${plainText(waiting)}`);
    if (broken !== undefined) say(`its settings cannot be read: ${broken}`);
    // Whoever decides whether it may stay has to see all of it.
    say(`\n${reveal(thread.body).text}`);
    if (origin !== undefined)
      say(
        `\n${dim(`Strangers may have had a part in it: ${origin}. Briefs fence it until a person changes the file.`)}`,
      );
  }

  async new(): Promise<void> {
    const title = this.what("a title");
    const { kind, note = "" } = this.args;
    const workspace = this.workspaceOf(undefined);
    const same = (await this.threads(workspace)).find((thread) => thread.title === title && thread.state === "open");
    if (same) throw new MidwatchError(`${same.path} is open already under that title`);
    await this.change(workspace, { title, note, kind, closed: false });
  }

  async close(): Promise<void> {
    const { workspace, thread } = await this.find();
    if (thread.state === "closed") throw new MidwatchError(`${thread.path} is closed already`);
    await this.change(workspace, { title: thread.path, note: this.args.note ?? "", closed: true });
  }

  private async change(workspace: string, proposed: ProposedThread): Promise<void> {
    const at = this.fleet.fleet.clock.now();
    const text = proposed.closed ? `Close ${markdownName(proposed.title)}` : `Open a thread: ${proposed.title}`;
    let paths: readonly string[] = [];
    const edits = async (view: WorkspaceView) => {
      const made = await threadEdits([proposed], view, { agent: "owner", at });
      paths = made.map(({ path }) => path);
      return made;
    };
    const message = { author: "owner", at, text: text.slice(0, 100) };
    const published = await editWorkspace(this.fleet.fleet, workspace, { message, edits }, this.fleet.signal);
    if (published.kind !== "published") throw new MidwatchError(`nothing was changed: ${published.reason}`);
    if (this.args.json) sayJson({ workspace, paths, state: proposed.closed ? "closed" : "open" });
    else say(`${paths.join(", ")} is ${proposed.closed ? "closed" : "open"} in ${workspace}.`);
  }

  private async find(): Promise<{ readonly workspace: string; readonly thread: Thread }> {
    const what = this.what("a thread");
    const workspace = this.workspaceOf(undefined);
    const all = await this.threads(workspace);
    const exact = all.filter(({ path }) => path === what || markdownName(path) === what);
    const near = all.filter(({ title, path }) => `${title}\n${path}`.toLowerCase().includes(what.toLowerCase()));
    const [thread, another] = exact.length > 0 ? exact : near;
    const like = didYouMean(
      what,
      all.map(({ path }) => markdownName(path)),
    );
    if (!thread)
      throw new MidwatchError(`no thread is called "${what}"${like}; "midwatch threads list --all" lists them`);
    if (another) throw new MidwatchError(`"${what}" could be ${orList(near.map(({ path }) => markdownName(path)))}`);
    return { workspace, thread };
  }

  private async threads(workspace: string): Promise<readonly Thread[]> {
    const hub = this.fleet.fleet.workspaces.get(workspace);
    doing("fetching the workspace");
    const fetched = await hub.fetch(this.fleet.signal);
    if (fetched.commit === undefined) throw new MidwatchError(fetched.ok ? "nothing was fetched" : fetched.reason);
    const view = hub.view(fetched.commit);
    const blobs = [...(await view.blobs([`${THREADS}/`]))].filter(([path]) => path.endsWith(".md"));
    const ids = blobs.map(([, blob]) => blob);
    const [texts, origins] = await Promise.all([view.texts(ids), this.fleet.fleet.ledger.taints.among(workspace, ids)]);
    return blobs.map(([path, blob], at) => {
      const origin = origins.get(blob);
      return { ...parseThread(path, texts[at] ?? ""), ...(origin !== undefined && { origin }) };
    });
  }

  private get workspaces(): readonly string[] {
    const { agents } = this.fleet;
    return [...new Set(agents.names.map((name) => agents.get(name).workspace))];
  }

  /** By its name, by that of an agent who works in it, or the only one. */
  private workspaceOf(what: string | undefined): string {
    const asked = this.args.workspace ?? what;
    const [only = "", ...others] = this.workspaces;
    if (asked === undefined && others.length === 0) return only;
    if (asked === undefined)
      throw new MidwatchError(`several workspaces: choose with --workspace ${this.workspaces.join(" or ")}`);
    if (this.workspaces.includes(asked)) return asked;
    const { agents } = this.fleet;
    if (agents.names.includes(asked)) return agents.get(asked).workspace;
    const there = thereAre(asked, [...agents.names, ...this.workspaces]);
    throw new MidwatchError(`no agent and no workspace is called "${asked}"${there}`);
  }

  private what(wanted: string): string {
    if (this.args.what?.trim()) return this.args.what;
    throw new MidwatchError(`missing argument: ${this.args.action} takes ${wanted}`);
  }

  private age({ updated }: Thread): string {
    return updated === undefined ? "" : `${spell(this.fleet.fleet.clock.now() - updated)} ago`;
  }

  private tableOf(shown: readonly (Thread & { readonly workspace: string })[], several: boolean): string {
    const rows = shown.map((thread) => {
      const { workspace, kind, path, title, origin } = thread;
      const standing = `${standingOf(thread)}${origin === undefined ? "" : ", from outside"}`;
      return [
        ...(several ? [workspace] : []),
        kind,
        markdownName(path),
        this.age(thread),
        plainText(standing),
        plainText(title),
      ];
    });
    return table([...(several ? ["workspace"] : []), "for", "thread", "updated", "state", "title"], rows);
  }
}

const standingOf = ({ broken, waiting, state }: Thread) =>
  broken ?? (waiting === undefined ? state : `waits ${waiting}`);
