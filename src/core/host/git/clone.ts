import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { CommitIdentity } from "../../contracts/agent.ts";
import { configQuoted } from "./configuration.ts";
import { Git } from "./git.ts";

interface Origin {
  readonly hub: string;
  readonly config: string;
  readonly branch: string;
  readonly submodules: boolean;
  /** Paths that are not work, whatever the repository's own .gitignore says. */
  readonly exclude: readonly string[];
  /** Author of its commits. */
  readonly identity: CommitIdentity;
}

/** A private clone that borrows the hub's objects: an agent can do to it what it likes, and harms nothing else. */
export async function cloneFrom(origin: Origin, folder: string, commit: string): Promise<void> {
  const { hub, config, branch, submodules, exclude, identity } = origin;
  const gitDir = join(folder, ".git");
  await mkdir(gitDir, { recursive: true, mode: 0o700 });
  for (const [path, text] of Object.entries({
    HEAD: `ref: refs/heads/${branch}\n`,
    config: `${CONFIG}${userSection(identity)}`,
    [`refs/heads/${branch}`]: `${commit}\n`,
    [`refs/remotes/origin/${branch}`]: `${commit}\n`,
    "objects/info/alternates": `${join(hub, "objects")}\n`,
    "info/exclude": exclude.map((path) => `/${path}\n`).join(""),
  }))
    await write(join(gitDir, path), text);
  const clone = new Git({ gitDir, workTree: folder, config });
  await clone.run(["checkout", "--quiet", "--force", branch]);
  if (submodules) await clone.run(["submodule", "update", "--init", "--recursive"]);
}

/**
 * Sets the author of commits in every other repository that an agent makes or finds; its own settings come before that.
 */
export async function introduce(home: string, identity: CommitIdentity): Promise<void> {
  await write(join(home, ".gitconfig"), `${userSection(identity)}${UNSIGNED}`);
}

const UNSIGNED = "[commit]\n\tgpgSign = false\n[tag]\n\tgpgSign = false\n";

/**
 * Configuration that `git init` would write: a repository is a few files, and a process for each of them takes longer.
 */
const CONFIG = `[core]
	repositoryFormatVersion = 0
	fileMode = true
	bare = false
	logAllRefUpdates = true
${UNSIGNED}`;

/** Git makes no commit without an author, and an agent's home is empty. */
const userSection = ({ name, email }: CommitIdentity) =>
  `[user]\n\tname = ${configQuoted(name)}\n\temail = ${configQuoted(email)}\n`;

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
