import { type SimpleGit, type SimpleGitOptions, simpleGit } from "simple-git";
import { messageOf } from "../../errors.ts";
import { TransferWatch } from "./transfer-watch.ts";

/** Places and settings that framework git runs with; the repository's own configuration is never read. */
export interface GitPlace {
  /** The git directory: always one of ours. */
  readonly gitDir: string;
  readonly workTree?: string;
  readonly index?: string;
  /** Our own configuration, the only one in effect: see configuration.ts. */
  readonly config: string;
}

const ENVIRONMENT = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_CONFIG_GLOBAL",
  "GIT_CONFIG_NOSYSTEM",
  "GIT_ATTR_NOSYSTEM",
  "GIT_TERMINAL_PROMPT",
  "GIT_OPTIONAL_LOCKS",
  "GIT_AUTHOR_NAME",
  "GIT_AUTHOR_EMAIL",
  "GIT_AUTHOR_DATE",
  "GIT_COMMITTER_NAME",
  "GIT_COMMITTER_EMAIL",
  "GIT_COMMITTER_DATE",
];
/** Variables of the person's environment that git needs: for programs, and to sign in. */
const INHERITED = ["PATH", "HOME", "LANG", "SSH_AUTH_SOCK", "http_proxy", "https_proxy", "no_proxy", "TMPDIR"];
/** Not in the file: what git starts at a remote on this machine inherits that, and the remote's own hooks are its policy. */
const NO_HOOKS = "core.hooksPath=/dev/null";

/** Git on one place. Rejects with git's own words, in one line. */
export class Git {
  readonly place: GitPlace;

  constructor(place: GitPlace) {
    this.place = place;
  }

  async run(args: readonly string[], extra: GitExtra = {}): Promise<string> {
    try {
      return await (extra.transfers ? this.transfer(args, extra) : this.prepared(extra).raw([...args]));
    } catch (thrown) {
      throw new Error(`git ${args[0]}: ${reasonIn(messageOf(thrown), thrown)}`, { cause: thrown });
    }
  }

  private transfer(args: readonly string[], extra: GitExtra): Promise<string> {
    const watch = new TransferWatch(extra.signal);
    const git = this.prepared({ ...extra, signal: watch.over }).outputHandler((command, stdout, stderr) => {
      heard(command, stdout, stderr);
      for (const stream of [stdout, stderr]) stream.on("data", watch.heard);
    });
    return watch.outcomeOf(Promise.resolve(git.raw([...args])));
  }

  /** Output of a git command, as bytes: names need not be text. */
  async bytes(args: readonly string[], extra: GitExtra = {}): Promise<Buffer> {
    const chunks: Buffer[] = [];
    const git = this.prepared(extra).outputHandler((_command, stdout) => {
      stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    });
    await git.raw([...args]);
    return Buffer.concat(chunks);
  }

  /** As they are: not everything in a repository is text. */
  async catFile(options: readonly string[], extra: GitExtra = {}): Promise<Buffer> {
    return (await this.prepared(extra).binaryCatFile([...options])) as Buffer;
  }

  /** Without the line's end. */
  async line(args: readonly string[], extra: GitExtra = {}): Promise<string> {
    return (await this.run(args, extra)).trim();
  }

  /** True when git answered yes (exit code 0); false for any other. */
  async asks(args: readonly string[], extra: GitExtra = {}): Promise<boolean> {
    return this.run(args, extra).then(
      () => true,
      () => false,
    );
  }

  private prepared({ input, env = {}, signal, answers = [0] }: GitExtra): SimpleGit {
    const options = {
      errors: failure(answers),
      baseDir: this.place.gitDir,
      allowEnvironment: ENVIRONMENT,
      unsafe: { allowUnsafeConfigPaths: true, allowUnsafeHooksPath: true },
      config: [NO_HOOKS],
      // Its default is to be content 50 ms after the exit: slow where nothing is printed, and cut short where much is.
      completion: { onClose: true, onExit: false },
      ...(input !== undefined && { input: () => input }),
      ...(signal && { abort: signal }),
    };
    const git = simpleGit(options).env({ ...inherited(), ...this.environment(), ...env });
    return git.outputHandler(heard);
  }

  private environment(): Record<string, string> {
    const { gitDir, workTree, index, config } = this.place;
    return {
      GIT_DIR: gitDir,
      ...(workTree && { GIT_WORK_TREE: workTree }),
      ...(index && { GIT_INDEX_FILE: index }),
      GIT_CONFIG_GLOBAL: config,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_ATTR_NOSYSTEM: "1",
      GIT_TERMINAL_PROMPT: "0",
      GIT_OPTIONAL_LOCKS: "0",
    };
  }
}

const NO_BYTES = Buffer.alloc(0);

/** simple-git waits another 50 ms for a command that has printed nothing; half of ours have nothing to print. */
function heard(_command: string, _stdout: NodeJS.ReadableStream, stderr: NodeJS.ReadableStream): void {
  setImmediate(() => stderr.emit("data", NO_BYTES));
}

export interface GitExtra {
  /** Given on stdin. */
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** The exit codes that are answers and no failures; only 0 when left out. */
  readonly answers?: readonly number[];
  /** It speaks with a remote, and ends when that is silent for too long. What runs here takes as long as it takes. */
  readonly transfers?: boolean;
}

/** Left alone, simple-git takes every exit code for success as long as nothing was printed on stderr. */
function failure(answers: readonly number[]) {
  return (error: Buffer | Error | undefined, { exitCode, stdOut, stdErr }: GitEnd): Buffer | Error | undefined => {
    if (exitCode === 0) return error instanceof Error ? error : undefined;
    if (answers.includes(exitCode)) return undefined;
    if (error instanceof Error) return error;
    const printed = Buffer.concat([...stdOut, ...stdErr])
      .toString("utf8")
      .trim();
    return new Error(printed || `it ended with ${exitCode}`);
  };
}

type GitEnd = Parameters<NonNullable<SimpleGitOptions["errors"]>>[1];

function inherited(): Record<string, string> {
  const present = INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return Object.fromEntries(present) as Record<string, string>;
}

/** The line that says why, out of all that git prints. */
function reasonIn(first: string, thrown: unknown): string {
  const lines = String((thrown as Error).message ?? "").split("\n");
  const telling = lines.find((line) => /^(fatal|error):|\[rejected\]|\[remote rejected\]/.test(line.trim()));
  return (telling ?? first).trim();
}
