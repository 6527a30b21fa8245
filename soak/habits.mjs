import { spawn } from "node:child_process";
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

/** On a branch of its own, and back. */
function aside(work, commits = 1) {
  const from = work.branch;
  const name = work.name("side");
  work.git("checkout", "-q", "-b", name);
  for (let at = 0; at < commits; at++) work.committed();
  work.git("checkout", "-q", from);
  return name;
}

/** A merge that stays in the middle: both sides have another text for one path. */
function halfMerge(work) {
  const from = work.branch;
  const [name, path] = [work.name("clash"), `work/${work.agent}/${work.name("both")}.md`];
  work.file({ path });
  work.git("add", "-A");
  work.git("commit", "-q", "-m", "one side");
  work.git("checkout", "-q", "-b", name, "HEAD~1");
  work.file({ path });
  work.git("add", "-A");
  work.git("commit", "-q", "-m", "other side");
  work.git("checkout", "-q", from);
  try {
    work.git("merge", "-q", name);
  } catch {
    // As it is meant to.
  }
}

function daemon() {
  const child = spawn("setsid", ["sleep", "600"], { detached: true, stdio: "ignore" });
  child.unref();
}

/**
 * What models do with git, each by a name.
 * @type {readonly { name: string, play: (work: import("./writing.mjs").Writing) => unknown }[]}
 */
export const HABITS = [
  { name: "leaves a file", play: (work) => work.file() },
  { name: "leaves files", play: (work) => [work.file(), work.file(), work.file()] },
  { name: "commits", play: (work) => work.committed() },
  { name: "commits twice", play: (work) => [work.committed(), work.committed()] },
  { name: "commits on a side branch", play: (work) => aside(work) },
  { name: "merges a side branch", play: (work) => work.git("merge", "-q", "--no-edit", aside(work, 2)) },
  { name: "stays on a side branch", play: (work) => work.git("checkout", "-q", aside(work)) },
  {
    name: "stashes",
    play: (work) => {
      work.file();
      work.git("stash", "-q", "-u");
    },
  },
  {
    name: "stashes, and works on",
    play: (work) => {
      work.file();
      work.git("stash", "-q", "-u");
      work.committed();
    },
  },
  {
    name: "drops a stash it has applied",
    play: (work) => {
      work.file();
      work.git("stash", "-q", "-u");
      work.git("stash", "pop", "-q");
    },
  },
  {
    name: "makes a work tree within",
    play: (work) => {
      const folder = `.worktrees/${work.name("feat")}`;
      work.git("worktree", "add", "-q", "-b", work.name("feat"), folder);
      work.committed(join(process.cwd(), folder));
      work.file({ folder: join(process.cwd(), folder) });
    },
  },
  {
    name: "makes a work tree in its home",
    play: (work) => {
      const folder = join(process.env.HOME, work.name("tree"));
      work.git("worktree", "add", "-q", "-b", work.name("home"), folder);
      work.committed(folder);
    },
  },
  {
    name: "tags and deletes the branch",
    play: (work) => {
      const name = aside(work);
      work.git("tag", work.name("v"), name);
      work.git("branch", "-q", "-D", name);
    },
  },
  { name: "deletes a branch", play: (work) => work.git("branch", "-q", "-D", aside(work)) },
  {
    name: "amends",
    play: (work) => {
      work.committed();
      work.git("add", "--", work.file());
      work.git("commit", "-q", "--amend", "--no-edit");
    },
  },
  {
    name: "rebases a branch",
    play: (work) => {
      const from = work.branch;
      const name = aside(work);
      work.committed();
      work.git("checkout", "-q", name);
      work.git("rebase", "-q", from);
      work.git("checkout", "-q", from);
      work.git("merge", "-q", "--ff-only", name);
    },
  },
  {
    name: "takes a commit back",
    play: (work) => {
      work.committed();
      work.git("reset", "-q", "--hard", "HEAD~1");
    },
  },
  {
    name: "works on a detached head",
    play: (work) => {
      const from = work.branch;
      work.git("checkout", "-q", "--detach");
      work.committed();
      work.git("checkout", "-q", from);
    },
  },
  { name: "leaves a merge half done", play: halfMerge },
  { name: "writes a large file", play: (work) => work.file({ lines: 30_000 }) },
  {
    name: "writes odd names",
    play: (work) => work.file({ path: `work/${work.agent}/${work.name("ünï ö 'q' \"d\" -x")}.md` }),
  },
  {
    name: "makes a link",
    play: (work) => {
      work.file();
      symlinkSync("/etc/hostname", `${work.name("link")}`);
    },
  },
  {
    name: "makes a nested repository",
    play: (work) => {
      const folder = join(process.cwd(), `nested-${work.name("r")}`);
      work.git("init", "-q", folder);
      work.committed(folder);
    },
  },
  { name: "deletes a file", play: (work) => rmSync(work.committed()) },
  { name: "leaves an ignored file", play: () => writeFileSync("ignored.log", "nobody's\n") },
  { name: "leaves a daemon", play: daemon },
  {
    name: "reverts",
    play: (work) => {
      work.committed();
      work.git("revert", "--no-edit", "HEAD");
    },
  },
  { name: "picks a commit", play: (work) => work.git("cherry-pick", aside(work)) },
  {
    name: "collects garbage",
    play: (work) => {
      aside(work);
      work.git("gc", "-q");
    },
  },
  { name: "does nothing", play: () => {} },
];
