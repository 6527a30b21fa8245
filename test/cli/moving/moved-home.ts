import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Home } from "../init/moving-in.ts";

/** A crontab program of the tests: it keeps the text in a file, and refuses where a file called `closed` is there. */
const CRONTAB = (root: string) => `T=${root}/crontab
[ -e ${root}/closed ] && { echo "you are not allowed to use this program" >&2; exit 1; }
case "$1" in
  -l) [ -e $T ] || { echo "no crontab for owner" >&2; exit 1; }; cat $T ;;
  -r) rm $T ;;
  -) cat > $T.new; mv $T.new $T ;;
esac`;

/** A home whose crontab is read and written by a program, as a person's is. */
export class MovedHome {
  readonly home: Home;

  constructor(home: Home) {
    this.home = home;
    home.program("crontab", CRONTAB(home.root));
  }

  static of(fixture: string, name: string): MovedHome {
    return new MovedHome(Home.of(fixture, name));
  }

  midwatch(...args: string[]) {
    return this.home.midwatch(...args, "--fleet", this.home.repository);
  }

  init() {
    return this.home.init("--yes");
  }

  get crontab(): string | undefined {
    const path = join(this.home.root, "crontab");
    return existsSync(path) ? readFileSync(path, "latin1") : undefined;
  }

  set crontab(text: string) {
    writeFileSync(join(this.home.root, "crontab"), text, "latin1");
  }

  /** Every file of the repository but git's and midwatch's state, with its bytes and rights. */
  files(): Record<string, string> {
    const { repository } = this.home;
    const entries = readdirSync(repository, { recursive: true, withFileTypes: true });
    const paths = entries.map((entry) => join(entry.parentPath, entry.name).slice(repository.length + 1));
    const own = paths.filter((path) => !/^(?:\.git|\.midwatch)(?:\/|$)/.test(path));
    return Object.fromEntries(own.toSorted().map((path) => [path, this.describe(join(repository, path))]));
  }

  private describe(path: string): string {
    const stats = statSync(path);
    return stats.isDirectory() ? "folder" : `${stats.mode.toString(8)} ${readFileSync(path, "base64")}`;
  }
}
