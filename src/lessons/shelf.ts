import type { TextCache } from "../core/contracts/cache.ts";
import type { WorkspaceView } from "../core/contracts/work.ts";
import { indexLessons, isLessonFile, type LessonFolder, type LessonIndex } from "./index-lessons.ts";

/** All lessons of a commit, and the texts of their files. */
export interface Stock {
  readonly index: LessonIndex;
  readonly texts: ReadonlyMap<string, string>;
}

/** Changes with what is made of the same files: what an older midwatch has kept is not read. */
const FORMAT = 1;

/** Reads lessons, and what it has read before from a cache: most sessions find the lessons of the one before. */
export class LessonShelf {
  private readonly folders: readonly string[];
  private readonly cache: TextCache | undefined;
  private latest: { readonly key: string; readonly stock: Stock } | undefined;

  constructor(folders: readonly string[], cache: TextCache | undefined) {
    this.folders = folders;
    this.cache = cache;
  }

  async read(view: WorkspaceView): Promise<Stock> {
    const ids = await view.idsOf(this.folders);
    const key = JSON.stringify([FORMAT, this.folders, ids]);
    if (this.latest?.key === key) return this.latest.stock;
    const kept = fromText(await this.cache?.read(key));
    const stock = kept ?? (await this.take(view));
    if (!kept) await this.cache?.write(key, toText(stock));
    this.latest = { key, stock };
    return stock;
  }

  private async take(view: WorkspaceView): Promise<Stock> {
    const listed = await Promise.all(this.folders.map((folder) => view.all(folder)));
    const wanted = listed.map((paths, at) => paths.filter((path) => isWanted(path, this.folders[at] ?? "")));
    const texts = await view.readAll(wanted.flat());
    const folders = this.folders.map((folder, at): LessonFolder => {
      return { folder, files: new Map((wanted[at] ?? []).map((path) => [path, texts.get(path) ?? ""])) };
    });
    return { index: indexLessons(folders), texts };
  }
}

const toText = ({ index, texts }: Stock) => JSON.stringify({ index, texts: [...texts] });

/** It is written by us, in a folder that is ours: whole, or cut off by a disk that was full. */
function fromText(text: string | undefined): Stock | undefined {
  try {
    const { index, texts } = JSON.parse(text ?? "null") as { index: LessonIndex; texts: [string, string][] };
    return { index, texts: new Map(texts) };
  } catch {
    return undefined;
  }
}

const isWanted = (path: string, folder: string) => isLessonFile(path, folder) || path === `${folder}/index.json`;
