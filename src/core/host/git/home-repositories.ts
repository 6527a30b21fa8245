import { join } from "node:path";
import { RepositoryFiles } from "./repository-files.ts";

const HOME = "home";
const GIT = ".git";
/** Folders that are looked into. */
const MOST_FOLDERS = 5000;
/** Folders that programs keep for themselves, by the thousands; they are none of the agent's. */
const NOT_ITS_OWN =
  /^(?:\.git|\.cache|\.cargo|\.config|\.gradle|\.local|\.m2|\.npm|\.nvm|\.pnpm-store|\.rustup|node_modules)$/;

/** A repository that an agent has in its session's home. Names are bytes. */
export interface HomeRepository {
  readonly path: string;
  readonly gitDir: string;
  /** Missing for a bare one. */
  readonly workTree?: string;
  /** Below a folder that a listing does not show: a program may have put it there for itself. */
  readonly isHidden: boolean;
}

/** Repositories in a session's home, and a sentence where not everything was looked at. */
export interface AtHome {
  readonly found: readonly HomeRepository[];
  /** Folders whose repository is said to stand elsewhere. */
  readonly links: readonly string[];
  readonly left: readonly string[];
}

/** Looks for repositories in a session's home, its folder for passing files among it; hidden ones come last. */
export function homeRepositories(session: string): AtHome {
  const home = join(session, HOME);
  const files = new RepositoryFiles(home);
  const found: HomeRepository[] = [];
  const links: string[] = [];
  const [open, hidden]: [string[], string[]] = [["."], []];
  const next = () => open.shift() ?? hidden.shift();
  for (let looked = 0, path = next(); path !== undefined; looked++, path = next()) {
    if (looked === MOST_FOLDERS)
      return {
        found,
        links,
        left: [`only the first ${MOST_FOLDERS} folders of its home were searched for repositories`],
      };
    const entries = files.list(path);
    const folders = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
    const isHidden = isOutOfSight(path);
    const at = { path: join(path), gitDir: join(home, path, GIT), isHidden };
    if (folders.includes(GIT)) found.push({ ...at, workTree: join(home, path) });
    else if (entries.some((entry) => entry.name === GIT && entry.isFile())) links.push(join(home, path));
    else if (isBare(folders, files, path)) {
      found.push({ ...at, gitDir: join(home, path) });
      continue;
    }
    const more = folders.filter((name) => !NOT_ITS_OWN.test(name)).map((name) => join(path ?? "", name));
    open.push(...more.filter((folder) => !isOutOfSight(folder)));
    hidden.push(...more.filter(isOutOfSight));
  }
  return { found, links, left: [] };
}

const isOutOfSight = (path: string) => path.split("/").some((name) => name.length > 1 && name.startsWith("."));

const isBare = (folders: readonly string[], files: RepositoryFiles, path: string) =>
  folders.includes("objects") && folders.includes("refs") && files.has(`${path}/HEAD`);
