import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WorkspaceView } from "../../contracts/work.ts";
import { Git } from "./git.ts";

const PLAIN_FILE = /^100(?:644|755) blob (?<blob>[0-9a-f]+)\t(?<path>.*)$/s;

const TREE = /^(?<id>[0-9a-f]+) tree /;

/** Paths that are asked for by name. */
const MAX_NAMED_BLOBS = 50;

/** One commit, read from the hub. Links and submodules are not files: nothing is read through them. */
export class CommitView implements WorkspaceView {
  readonly commit: string;
  private readonly git: Git;

  constructor(git: Git, commit: string) {
    this.git = git;
    this.commit = commit;
  }

  async read(path: string): Promise<string | undefined> {
    return (await this.readAll([path])).get(path);
  }

  async list(folder: string): Promise<readonly string[]> {
    return [...(await this.entries([`${folder}/`])).keys()];
  }

  async all(folder: string): Promise<readonly string[]> {
    return [...(await this.entries(folder === "." ? [] : [`${folder}/`], ["-r"])).keys()];
  }

  async idsOf(folders: readonly string[]): Promise<readonly string[]> {
    const asked = folders.map((folder) => (folder === "." ? `${this.commit}^{tree}` : `${this.commit}:${folder}`));
    const printed = await this.git.catFile(["--batch-check"], { input: `${asked.join("\n")}\n` });
    return printed
      .toString("utf8")
      .trimEnd()
      .split("\n")
      .map((line) => TREE.exec(line)?.groups?.id ?? "");
  }

  async withFiles<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const scratch = await mkdtemp(join(tmpdir(), "midwatch-view-"));
    try {
      const git = new Git({ ...this.git.place, index: join(scratch, "index"), workTree: join(scratch, "files") });
      await mkdir(join(scratch, "files"));
      await git.run(["read-tree", this.commit]);
      await git.run(["checkout-index", "--all"]);
      return await work(join(scratch, "files"));
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }

  async readAll(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (paths.length === 0) return new Map();
    const entries = [...(await this.blobs(paths))];
    const texts = await this.texts(entries.map(([, blob]) => blob));
    return new Map(entries.map(([path], index) => [path, texts[index] ?? ""]));
  }

  blobs(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (paths.length === 0) return Promise.resolve(new Map());
    const isMany = paths.length > MAX_NAMED_BLOBS && !paths.some((path) => path.endsWith("/"));
    return isMany ? this.entriesAmong(paths) : this.entries(paths);
  }

  /** By way of their folders: git holds every entry against every path, and so many do not fit on a command line. */
  private async entriesAmong(paths: readonly string[]): Promise<Map<string, string>> {
    const wanted = new Set(paths);
    const folders = new Set(paths.map((path) => path.slice(0, path.lastIndexOf("/") + 1)));
    const found = new Map<string, string>();
    for (const folder of folders)
      for (const [path, blob] of await this.entries(folder === "" ? [] : [folder]))
        if (wanted.has(path)) found.set(path, blob);
    return found;
  }

  /** Path → blob, for the plain files among the paths; for "folder/", those directly in it. */
  private async entries(paths: readonly string[], options: readonly string[] = []): Promise<Map<string, string>> {
    const listed = await this.git.run(["ls-tree", "-z", ...options, "--full-tree", this.commit, "--", ...paths]);
    const found = listed.split("\0").map((entry) => PLAIN_FILE.exec(entry)?.groups);
    return new Map(found.flatMap((groups) => (groups ? [[groups.path ?? "", groups.blob ?? ""]] : [])));
  }

  /** All in one go: a process for each file is what makes a listing of tasks take seconds. */
  async texts(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const printed = await this.git.catFile(["--batch"], { input: `${ids.join("\n")}\n` });
    return splitBatch(printed, ids.length);
  }
}

/** `<id> blob <bytes>\n<content>\n`, so many times. */
function splitBatch(printed: Buffer, count: number): string[] {
  const texts: string[] = [];
  let at = 0;
  while (texts.length < count) {
    const endOfHeader = printed.indexOf("\n", at);
    const size = Number(printed.toString("latin1", at, endOfHeader).split(" ")[2]);
    const from = endOfHeader + 1;
    texts.push(printed.toString("utf8", from, from + size));
    at = from + size + 1;
  }
  return texts;
}
