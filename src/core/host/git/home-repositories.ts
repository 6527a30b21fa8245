import { join } from "node:path";
import { RepositoryFiles } from "./repository-files.ts";

const HOME = "home";
/** Folders that are looked into. */
const MOST_FOLDERS = 5000;
/** What programs keep for themselves is none of the agent's. */
const NOT_ITS_OWN = /^\.|^node_modules$/;

/** A repository that an agent has in its session's home. Names are bytes. */
export interface HomeRepository {
  readonly path: string;
  readonly gitDir: string;
  /** Missing for a bare one. */
  readonly workTree?: string;
}

/** What is there, and a sentence where not everything was looked at. */
export interface AtHome {
  readonly found: readonly HomeRepository[];
  readonly left: readonly string[];
}

/** Looks for repositories in a session's home, its folder for passing files among it. */
export function homeRepositories(session: string): AtHome {
  const home = join(session, HOME);
  const files = new RepositoryFiles(home);
  const found: HomeRepository[] = [];
  const open = ["."];
  for (let looked = 0, path = open.shift(); path !== undefined; looked++, path = open.shift()) {
    if (looked === MOST_FOLDERS)
      return { found, left: [`of its home ${MOST_FOLDERS} folders were looked at for repositories, and no more`] };
    const folders = files.list(path).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
    const at = { path: join(path), gitDir: join(home, path, ".git") };
    if (folders.includes(".git")) found.push({ ...at, workTree: join(home, path) });
    else if (isBare(folders, files, path)) {
      found.push({ ...at, gitDir: join(home, path) });
      continue;
    }
    open.push(...folders.filter((name) => !NOT_ITS_OWN.test(name)).map((name) => join(path ?? "", name)));
  }
  return { found, left: [] };
}

const isBare = (folders: readonly string[], files: RepositoryFiles, path: string) =>
  folders.includes("objects") && folders.includes("refs") && files.has(`${path}/HEAD`);
