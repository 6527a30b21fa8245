/** What a session made that is not on its branch: where it had it, and how much of it. */
export interface Kept {
  readonly from: string;
  readonly commits: number;
  readonly files: number;
}

/** Something models do with git, and what midwatch makes of it. */
export interface UsualSession {
  readonly name: string;
  /** What the agent runs, in a clone of the workspace below. */
  readonly script: string;
  /** The paths that differ on the branch afterwards. */
  readonly published?: readonly string[];
  /** Why what is checked out waits for a person instead. */
  readonly refused?: string;
  readonly kept?: readonly Kept[];
  /** What is said of what could not be kept: parts of the sentences. */
  readonly unkept?: readonly string[];
  /** Nothing in a session is about it but its clone: it is played on that alone. */
  readonly isQuiet?: boolean;
  /** Is about a place that an agent under bubblewrap cannot reach. */
  readonly isOutside?: boolean;
}

/** The workspace they all begin with: two commits on main. */
export const WORKSPACE: readonly Readonly<Record<string, string>>[] = [
  { "README.md": "# Desk\n", ".gitignore": "*.log\ncache/\n", "lib/one.txt": "one\n" },
  { "a.txt": "alpha\nbeta\ngamma\n", "docs/guide.md": "Guide\n" },
];

const COMMITS = "git add -A; git commit -qm";
const side = (text: string) =>
  `git checkout -qb side; echo ${text} > a.txt; git commit -qam side; git checkout -q main`;
const clash = `${side("side")}; echo main > a.txt; git commit -qam main`;

export const HABITS: readonly UsualSession[] = [
  { name: "edits, and commits nothing", script: "echo more >> a.txt; echo n > n.md", published: ["a.txt", "n.md"] },
  { name: "adds, and commits nothing", isQuiet: true, script: "echo n > n.md; git add n.md", published: ["n.md"] },
  { name: "commits, as nobody in particular", script: `echo n > n.md; ${COMMITS} "feat: a note"`, published: ["n.md"] },
  {
    name: "commits as whoever it says it is",
    isQuiet: true,
    script: `git config user.name Somebody; git config user.email s@example.com; echo n > n.md; ${COMMITS} x`,
    published: ["n.md"],
  },
  {
    name: "wants to sign, without a key",
    script: `git config commit.gpgSign true; git config gpg.program false; echo n > n.md; ${COMMITS} x || true`,
    published: ["n.md"],
  },
  {
    name: "commits with an empty message",
    isQuiet: true,
    script: `echo n > n.md; git add -A; git commit -q --allow-empty-message -m ""`,
    published: ["n.md"],
  },
  { name: "commits nothing at all", script: "git commit -q --allow-empty -m 'Look at it'" },
  {
    name: "amends its own commit",
    script: `echo n > n.md; ${COMMITS} x; echo m >> n.md; git commit -qa --amend --no-edit`,
    published: ["n.md"],
    kept: [{ from: "the reflog of main", commits: 1, files: 1 }],
  },
  {
    name: "amends somebody else's commit",
    script: "echo n > n.md; git add -A; git commit -q --amend --no-edit",
    published: ["n.md"],
  },
  {
    name: "squashes its own commits",
    isQuiet: true,
    script: `for n in 1 2 3; do echo $n > $n.md; ${COMMITS} $n; done; git reset -q --soft HEAD~3; git commit -qm all`,
    published: ["1.md", "2.md", "3.md"],
  },
  {
    name: "works on a branch of its own, and stays there",
    script: `git checkout -qb feat/x; echo n > n.md; ${COMMITS} x`,
    published: ["n.md"],
  },
  {
    name: "commits on a branch, and goes back to main",
    script: `git checkout -qb fix/x; echo n > n.md; ${COMMITS} fix; git checkout -q main`,
    kept: [{ from: "branch fix/x", commits: 1, files: 1 }],
  },
  {
    name: "merges its branch",
    isQuiet: true,
    script: `git checkout -qb fix/x; echo n > n.md; ${COMMITS} fix; git checkout -q main; git merge -q --no-ff -m merge fix/x`,
    published: ["n.md"],
  },
  {
    name: "tags, and deletes the branch",
    script: `git checkout -qb tmp; echo n > n.md; ${COMMITS} x; git tag v1; git checkout -q main; git branch -qD tmp`,
    kept: [{ from: "tag v1", commits: 1, files: 1 }],
  },
  {
    name: "commits on a detached HEAD, and stays there",
    script: `git checkout -q --detach; echo n > n.md; ${COMMITS} x`,
    published: ["n.md"],
  },
  {
    name: "commits on a detached HEAD, and goes back to main",
    script: `git checkout -q --detach; echo n > n.md; ${COMMITS} x; git checkout -q main`,
    kept: [{ from: "the reflog of HEAD", commits: 1, files: 1 }],
  },
  {
    name: "resets its commit away",
    script: `echo n > n.md; ${COMMITS} x; git reset -q --hard HEAD~1`,
    kept: [{ from: "the reflog of main", commits: 1, files: 1 }],
  },
  {
    name: "resets, and lets git forget at once",
    script: `echo n > n.md; ${COMMITS} x; git reset -q --hard HEAD~1; git reflog expire --expire=now --all; git gc -q --prune=now`,
    unkept: [".git/ORIG_HEAD is not whole: something it builds on is neither in the clone nor in what it began with"],
  },
  {
    name: "stashes",
    script: "echo more >> a.txt; git stash -q",
    kept: [{ from: "a stash", commits: 1, files: 1 }],
  },
  {
    name: "stashes new files, too",
    script: "echo more >> a.txt; echo n > n.md; git stash -qu",
    kept: [{ from: "a stash", commits: 1, files: 2 }],
  },
  {
    name: "stages a file, and removes it",
    script: "echo n > n.md; git add n.md; rm n.md",
    kept: [{ from: "what was staged", commits: 1, files: 1 }],
  },
  {
    name: "tags a file",
    script: "git tag key $(echo key | git hash-object -w --stdin)",
    kept: [{ from: "tag key", commits: 1, files: 1 }],
  },
  {
    name: "tags a release, and says what is in it",
    isQuiet: true,
    script: `echo n > n.md; ${COMMITS} x; git tag -a v1.0 -m "What is new"`,
    published: ["n.md"],
    kept: [{ from: "what tag v1.0 says", commits: 1, files: 1 }],
  },
  {
    name: "squashes its branch, and indents it otherwise",
    isQuiet: true,
    script: `git checkout -qb side; printf 'if x:\\n  a()\\n' > f.py; ${COMMITS} f; git checkout -q main; git merge -q --squash side >/dev/null; sed -i 's/  a/    a/' f.py; ${COMMITS} f`,
    published: ["f.py"],
    kept: [{ from: "branch side", commits: 1, files: 1 }],
  },
  {
    name: "stashes, and drops it",
    isQuiet: true,
    script: "echo more >> a.txt; git stash -q; git stash drop -q",
    kept: [{ from: "a stash that was dropped", commits: 1, files: 1 }],
  },
  {
    name: "removes its work tree and the branch of it again",
    isQuiet: true,
    script: `git worktree add -q -b feat .trees/feat; cd .trees/feat; echo n > n.md; ${COMMITS} x; cd ../..; git worktree remove .trees/feat; git branch -qD feat`,
    kept: [{ from: "what nothing names any more", commits: 1, files: 1 }],
  },
  {
    name: "stashes, and takes it back",
    isQuiet: true,
    script: "echo more >> a.txt; git stash -q; git stash pop -q",
    published: ["a.txt"],
  },
  {
    name: "cherry-picks from its branch",
    isQuiet: true,
    script: `git checkout -qb side; echo n > n.md; ${COMMITS} n; echo m > m.md; ${COMMITS} m; git checkout -q main; echo k > k.md; ${COMMITS} k; git cherry-pick side~1 >/dev/null`,
    published: ["k.md", "n.md"],
    kept: [{ from: "branch side", commits: 2, files: 2 }],
  },
  {
    name: "reverts its own commit",
    isQuiet: true,
    script: `echo n > n.md; ${COMMITS} x; git revert --no-edit HEAD >/dev/null`,
  },
  {
    name: "leaves a merge open",
    script: `${clash}; git merge -q side || true`,
    refused: "a merge in a.txt is not finished",
    kept: [{ from: "branch side", commits: 1, files: 1 }],
  },
  {
    name: "commits the markers of a conflict",
    script: `${clash}; git merge -q side || true; git commit -qam merged`,
    refused: "a conflict is marked in a.txt, and not resolved",
  },
  {
    name: "leaves a rebase open",
    script: `${clash}; git rebase -q side || true`,
    refused: "a rebase in a.txt is not finished",
    kept: [{ from: "branch main", commits: 1, files: 1 }],
  },
  {
    name: "leaves a cherry-pick open",
    script: `${clash}; git cherry-pick side >/dev/null || true`,
    refused: "a cherry-pick in a.txt is not finished",
    kept: [{ from: "branch side", commits: 1, files: 1 }],
  },
  {
    name: "leaves a revert open",
    script: `echo x > a.txt; git commit -qam x; echo y > a.txt; git commit -qam y; git revert --no-edit HEAD~1 >/dev/null || true`,
    refused: "a revert in a.txt is not finished",
  },
  {
    name: "leaves a bisect open",
    script: "git bisect start -q HEAD HEAD~1 >/dev/null; echo n > n.md",
    refused: "a bisect is not finished",
  },
  {
    name: "leaves a patch half applied",
    script: `${clash}; git format-patch -q -1 side -o "$HOME"; git am -q -3 "$HOME"/0001* || true`,
    refused: "an am in a.txt is not finished",
    kept: [
      { from: "what git am was to apply", commits: 1, files: 1 },
      { from: "branch side", commits: 1, files: 1 },
    ],
  },
  {
    name: "makes a work tree in its clone, and commits there",
    script: `git worktree add -q -b feat .worktrees/feat; cd .worktrees/feat; echo n > n.md; ${COMMITS} x`,
    kept: [{ from: "branch feat", commits: 1, files: 1 }],
  },
  {
    name: "makes a work tree in its home, and commits nothing there",
    script: `git worktree add -q -b feat "$HOME/feat"; cd "$HOME/feat"; echo n > n.md`,
    kept: [{ from: "work tree …/home/feat", commits: 1, files: 1 }],
  },
  {
    name: "makes a work tree where nobody looks",
    script: `git worktree add -q -b feat "$HOME/../../feat" && cd "$HOME/../../feat" && echo n > n.md && ${COMMITS} x && echo m > m.md`,
    kept: [{ from: "branch feat", commits: 1, files: 1 }],
    unkept: [
      "work tree …/../feat does not stand in the session's own folders: its commits are kept, files in it that were not committed are not",
    ],
    isOutside: true,
  },
  {
    name: "clones its clone into itself, to look at it",
    script: "git clone -q . copy; cat copy/a.txt >> b.txt",
    published: ["b.txt"],
  },
  {
    name: "begins a repository within its clone",
    script: `git init -qb main sub; cd sub; git config user.name x; git config user.email x@x; echo n > n.md; ${COMMITS} x`,
    published: ["sub/n.md"],
    kept: [{ from: "repository sub (branch main)", commits: 1, files: 1 }],
  },
  {
    name: "adds a submodule that nobody else has",
    script: `git init -qb main "$HOME/lib"; git -C "$HOME/lib" commit -q --allow-empty -m x; git -c protocol.file.allow=always submodule --quiet add "$HOME/lib" part; echo n > part/n.md; git commit -qm x`,
    published: [".gitmodules", "part/n.md"],
    kept: [{ from: "submodule part (branch main)", commits: 1, files: 0 }],
    unkept: [
      "submodule part is new: its files are published as the workspace's own, a link to its repository is not; a person can add that",
    ],
  },
  {
    name: "checks out a part of the tree, with folders in its index",
    isQuiet: true,
    script: `git sparse-checkout set --sparse-index lib >/dev/null; echo more >> lib/one.txt; ${COMMITS} x`,
    published: ["lib/one.txt"],
  },
  {
    name: "adds by force what git ignores",
    script: `mkdir cache; echo n > cache/n; git add -f cache/n; git commit -qm x`,
    published: ["cache/n"],
  },
  {
    name: "cleans everything that is not tracked",
    isQuiet: true,
    script: "echo n > n.md; git clean -qfdx; echo more >> a.txt",
    published: ["a.txt"],
  },
  {
    name: "plants a hook that refuses its commit",
    script: `mkdir -p .git/hooks; printf '#!/bin/sh\\nexit 1\\n' > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit; echo n > n.md; git add n.md; git commit -qm x || true`,
    published: ["n.md"],
  },
  {
    name: "opens a pull request with gh, which is not there",
    script: `git checkout -qb feat/y; echo n > n.md; ${COMMITS} x; gh pr create --fill || true`,
    published: ["n.md"],
  },
  {
    name: "pushes to a branch of its own, by force",
    script: `git checkout -qb feat/z; echo n > n.md; ${COMMITS} x; git push --force origin HEAD:feat/z || true; git checkout -q main`,
    kept: [{ from: "branch feat/z", commits: 1, files: 1 }],
  },
  {
    name: "pulls and fetches before it works",
    isQuiet: true,
    script: "git pull -q || true; git fetch -q origin || true; echo n > n.md",
    published: ["n.md"],
  },
  {
    name: "adds a remote of its own, and pushes there",
    isQuiet: true,
    script: `git init -q --bare "$HOME/mirror.git"; git remote add mirror "$HOME/mirror.git"; echo n > n.md; ${COMMITS} x; git push -q mirror HEAD:main`,
    published: ["n.md"],
  },
  {
    name: "renames the branch",
    isQuiet: true,
    script: `git branch -m main trunk; echo n > n.md; ${COMMITS} x`,
    published: ["n.md"],
  },
  {
    name: "begins a branch without a history",
    script: `git checkout -q --orphan fresh; git rm -rfq .; echo n > n.md; ${COMMITS} x`,
    refused: "branch fresh, which is checked out, has no commit in common with the branch",
  },
  {
    name: "begins the repository anew",
    script: `rm -rf .git; git init -qb main; git config user.name x; git config user.email x@x; echo n > n.md; ${COMMITS} x`,
    refused: "branch main, which is checked out, has no commit in common with the branch",
  },
  {
    name: "deletes the repository",
    script: "rm -rf .git; echo n > n.md",
    refused: "its clone has no .git of its own any more: what was committed in it is not known, its files are kept",
  },
  {
    name: "makes its clone a shallow one",
    isQuiet: true,
    script: `git rev-parse HEAD > .git/shallow; echo n > n.md; ${COMMITS} x`,
    published: ["n.md"],
  },
  {
    name: "replaces a commit",
    isQuiet: true,
    script: `echo n > n.md; ${COMMITS} x; git replace HEAD~1 HEAD~2; echo m > m.md; ${COMMITS} y`,
    published: ["m.md", "n.md"],
  },
  {
    name: "writes notes on commits",
    isQuiet: true,
    script: `echo n > n.md; ${COMMITS} x; git notes add -m "Reviewed"`,
    published: ["n.md"],
    kept: [{ from: "refs/notes/commits", commits: 1, files: 1 }],
  },
  {
    name: "keeps a backup under a ref of its own",
    isQuiet: true,
    script: `echo n > n.md; ${COMMITS} x; git update-ref refs/backup/1 HEAD; git reset -q --hard HEAD~1`,
    kept: [{ from: "refs/backup/1", commits: 1, files: 1 }],
  },
  {
    name: "squashes a branch into what is not committed",
    isQuiet: true,
    script: `git checkout -qb side; echo n > n.md; ${COMMITS} n; git checkout -q main; git merge -q --squash side >/dev/null`,
    published: ["n.md"],
  },
  {
    name: "moves and removes",
    isQuiet: true,
    script: "git mv a.txt b.txt; git rm -q docs/guide.md",
    published: ["a.txt", "b.txt", "docs/guide.md"],
  },
  {
    name: "changes modes and makes links",
    isQuiet: true,
    script: "chmod +x a.txt; ln -s a.txt link; ln -s /etc/hostname out",
    published: ["a.txt", "link", "out"],
  },
  {
    name: "writes with the line ends of Windows",
    isQuiet: true,
    script: `git config core.autocrlf true; printf 'one\\r\\ntwo\\r\\n' > win.txt; ${COMMITS} x; printf 'three\\r\\n' >> win.txt`,
    published: ["win.txt"],
  },
  {
    name: "writes names that differ by case alone",
    isQuiet: true,
    script: "echo n > readme.md",
    published: ["readme.md"],
  },
  { name: "writes a large file", script: "head -c 30000000 /dev/urandom > large", published: ["large"] },
  {
    name: "clones its clone into itself, and works there",
    script: `git clone -q . copy; cd copy; git config user.name x; git config user.email x@x; echo n > n.md; ${COMMITS} x; echo m > m.md`,
    kept: [{ from: "repository copy", commits: 2, files: 2 }],
  },
  {
    name: "stages a file in a clone of its clone, and removes it",
    isQuiet: true,
    script: "git clone -q . copy; cd copy; echo s > s; git add s; rm s",
    kept: [{ from: "repository copy (what was staged)", commits: 1, files: 1 }],
  },
  {
    name: "stages a file in a repository that it has begun, and removes it",
    isQuiet: true,
    script: "git init -qb main proj; cd proj; echo s > s; git add s; rm s",
    kept: [{ from: "repository proj (what was staged)", commits: 1, files: 1 }],
  },
  {
    name: "makes a work tree of a repository that it has begun, in its home",
    isQuiet: true,
    script: `git init -qb main proj; cd proj; echo n > n.md; ${COMMITS} x; git worktree add -q -b w "$HOME/w"; echo w > "$HOME/w/w.txt"`,
    published: ["proj/n.md"],
    kept: [{ from: "work tree …/home/w of repository proj", commits: 2, files: 2 }],
  },
  {
    name: "pushes from a clone of its clone to a mirror in its home",
    isQuiet: true,
    script: `git init -q --bare "$HOME/m.git"; git clone -q . copy; cd copy; git remote add m "$HOME/m.git"; echo n > n.md; ${COMMITS} x; git push -q m HEAD:main`,
    kept: [{ from: "repository copy (branch main)", commits: 1, files: 1 }],
  },
  {
    name: "commits, clones its clone into itself, and works there",
    isQuiet: true,
    script: `echo k > k.md; ${COMMITS} k; git clone -q . copy; cd copy; echo n > n.md; ${COMMITS} x; echo m > m.md`,
    published: ["k.md"],
    kept: [{ from: "repository copy", commits: 2, files: 2 }],
  },
  {
    name: "clones its clone into a hidden folder of its home, and works there",
    isQuiet: true,
    script: `git clone -q . "$HOME/.work/cp"; cd "$HOME/.work/cp"; echo n > n.md; ${COMMITS} x; echo m > m.md`,
    kept: [{ from: "repository ~/.work/cp", commits: 2, files: 2 }],
  },
  {
    name: "clones its clone, and that again, each borrowing from the one before",
    isQuiet: true,
    script: `git clone -qs . "$HOME/z"; cd "$HOME/z"; echo n > n.md; ${COMMITS} x; git clone -qs . "$HOME/a"; cd "$HOME/a"; echo m > m.md; ${COMMITS} y`,
    kept: [{ from: "repository ~/a (branch main)", commits: 2, files: 2 }],
  },
  {
    name: "leaves a merge open in a clone of its clone",
    isQuiet: true,
    script: `git clone -q . copy; cd copy; ${clash}; git merge -q side || true`,
    kept: [
      { from: "repository copy", commits: 2, files: 1 },
      { from: "repository copy (branch side)", commits: 1, files: 1 },
    ],
    unkept: ["a merge in a.txt is not finished (repository copy)"],
  },
  {
    name: "stashes and drops in a repository that it has begun",
    isQuiet: true,
    script: `git init -qb main proj; cd proj; echo n > n.md; ${COMMITS} x; echo m >> n.md; git stash -q; git stash drop -q`,
    published: ["proj/n.md"],
    kept: [{ from: "repository proj (a stash that was dropped)", commits: 3, files: 1 }],
  },
  {
    name: "says that its files stand elsewhere, and works there",
    isQuiet: true,
    script: `mkdir "$HOME/wt"; git config core.worktree "$HOME/wt"; git --git-dir=.git reset -q --hard; echo n > "$HOME/wt/n.md"; git --git-dir=.git add -A; git --git-dir=.git commit -qm x; echo m > "$HOME/wt/m.md"`,
    refused: "core.worktree of its clone says that its files stand in …/home/wt",
    kept: [{ from: "work tree …/home/wt", commits: 1, files: 1 }],
  },
  {
    name: "moves a work tree by hand, and works there",
    isQuiet: true,
    script: `git worktree add -q -b feat "$HOME/one"; mv "$HOME/one" "$HOME/two"; echo n > "$HOME/two/n.md"`,
    kept: [{ from: "work tree …/home/two", commits: 1, files: 1 }],
  },
  {
    name: "moves a work tree by hand, and lets git forget it",
    isQuiet: true,
    script: `git worktree add -q -b feat "$HOME/one"; mv "$HOME/one" "$HOME/two"; echo n > "$HOME/two/n.md"; git worktree prune; git branch -qD feat`,
    kept: [{ from: "work tree …/home/two", commits: 1, files: 1 }],
  },
  {
    name: "clones its clone into its home, and works there",
    script: `git clone -q . "$HOME/cp"; cd "$HOME/cp"; echo n > n.md; ${COMMITS} x; echo m > m.md`,
    kept: [{ from: "repository ~/cp", commits: 2, files: 2 }],
  },
  {
    name: "pushes to a bare repository in its home, and deletes the clone that it pushed from",
    isQuiet: true,
    script: `git init -q --bare "$HOME/m.git"; git clone -q . copy; cd copy; echo n > n.md; ${COMMITS} x; git push -q "$HOME/m.git" HEAD:main; cd ..; rm -rf copy`,
    kept: [{ from: "repository ~/m.git (branch main)", commits: 1, files: 1 }],
  },
  {
    name: "begins a repository where git ignores it, and does not commit everything",
    isQuiet: true,
    script: `git init -qb main cache; cd cache; echo n > n.md; ${COMMITS} x; echo un > un.txt`,
    kept: [{ from: "repository cache (branch main)", commits: 1, files: 1 }],
    unkept: ["1 file in cache/ (3 bytes) is ignored by git and not kept: keep: [cache] would leave it"],
  },
  {
    name: "writes what git ignores in other work trees, and in a repository that it has begun",
    isQuiet: true,
    script: `git worktree add -q -b w wt; echo l > wt/x.log; git worktree add -q -b w2 "$HOME/w2"; echo l > "$HOME/w2/y.log"; git init -qb main sub; cd sub; echo '*.tmp' > .gitignore; echo l > z.tmp`,
    published: ["sub/.gitignore"],
    unkept: [
      "wt/x.log (2 bytes) is ignored by git and not kept",
      "y.log (2 bytes) of work tree …/home/w2 is ignored by git and not kept",
      "sub/z.tmp (2 bytes) is ignored by git and not kept",
    ],
  },
  {
    name: "writes what git LFS is to hold",
    script: `echo '*.bin filter=lfs diff=lfs merge=lfs -text' > .gitattributes; echo big > new.bin`,
    refused:
      "new.bin is kept in LFS by .gitattributes, and midwatch does not write LFS objects: commit it with git-lfs yourself, or take it out of LFS",
  },
  {
    name: "checks out a part of the tree",
    script: `git sparse-checkout set lib >/dev/null; echo more >> lib/one.txt`,
    published: ["lib/one.txt"],
  },
  {
    name: "writes where git ignores it",
    script: "mkdir cache; echo n > cache/n",
    unkept: [
      "1 file in cache/ (2 bytes) is ignored by git and not kept: keep: [cache] would leave it to the agent's next session",
    ],
  },
];

/** Those that are played in whole sessions, on every backend. */
export const IN_SESSIONS: readonly UsualSession[] = HABITS.filter(({ isQuiet }) => !isQuiet);
