import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";

const IDENTITY = {
  GIT_AUTHOR_NAME: "soak",
  GIT_AUTHOR_EMAIL: "soak@example.com",
  GIT_COMMITTER_NAME: "soak",
  GIT_COMMITTER_EMAIL: "soak@example.com",
};

/** The name git gives a text. */
const blobOf = (content) => {
  const bytes = Buffer.from(content);
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
};

/** Files of one session, each with a text nobody else writes, noted once they are whole. */
export class Writing {
  constructor({ session, agent, random, note }) {
    this.short = session.slice(-8);
    this.agent = agent;
    this.random = random;
    this.note = note;
    this.count = 0;
  }

  git(...args) {
    return this.gitIn(process.cwd(), ...args);
  }

  gitIn(cwd, ...args) {
    const env = { ...process.env, ...IDENTITY, GIT_EDITOR: "true" };
    return execFileSync("git", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
  }

  /** A name for a branch, a tag, a folder. */
  name(what) {
    return `${what}-${this.short}-${this.count++}`;
  }

  /** A new file; `lines` makes it longer. From when it is noted, its text is somebody's work. */
  file({ folder = process.cwd(), path, lines = 1, counts = true } = {}) {
    const name = path ?? `work/${this.agent}/${this.name("f")}.md`;
    const content = `${this.agent} ${this.short} ${this.count++} ${this.random.next()}\n`.repeat(lines);
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    const descriptor = openSync(file, "w");
    // One call of the kernel may write a part, on a disk that is nearly full.
    writeFileSync(descriptor, content);
    fsyncSync(descriptor);
    closeSync(descriptor);
    if (counts) this.note({ type: "wrote", path: name, blob: blobOf(content) });
    return name;
  }

  /** A new file, committed where the clone stands. */
  committed(folder = process.cwd(), lines = 1) {
    const path = this.file({ folder, lines });
    this.gitIn(folder, "add", "--", path);
    this.gitIn(folder, "commit", "-q", "-m", `add ${path}`);
    return path;
  }

  get branch() {
    return this.git("symbolic-ref", "--short", "HEAD");
  }
}
