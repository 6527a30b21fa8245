import { describe, expect, it } from "vitest";
import { REFUSALS, type RefusalKind } from "../../../../src/core/contracts/refusal.ts";
import { classifyRefusal } from "../../../../src/core/host/git/push-refusal.ts";

const rejected = (why: string, ...remote: readonly string[]) =>
  [
    "Enumerating objects: 5, done.",
    "Writing objects: 100% (3/3), 308 bytes | 9.00 KiB/s, done.",
    "remote: Resolving deltas: 100% (1/1), completed with 1 local object.        ",
    ...remote.map((line) => `remote: ${line}        `),
    "To https://git.example.org/team/desk.git",
    `!\trefs/midwatch/x:refs/heads/main\t[remote rejected] (${why})`,
    "Done",
    "error: failed to push some refs to 'https://git.example.org/team/desk.git'",
  ].join("\n");
const hook = (...remote: readonly string[]) => rejected("pre-receive hook declined", ...remote);

/** What servers send, by who sends it. */
const SENT: readonly (readonly [RefusalKind, string, string])[] = [
  // GitHub
  [
    "rule",
    "GH006",
    rejected(
      "protected branch hook declined",
      "error: GH006: Protected branch update failed for refs/heads/main.",
      "error: Changes must be made through a pull request.",
    ),
  ],
  [
    "rule",
    "GH006 linear history",
    rejected(
      "protected branch hook declined",
      "error: GH006: Protected branch update failed for refs/heads/main.",
      "error: This branch must not contain merge commits.",
    ),
  ],
  [
    "rule",
    "GH013",
    rejected(
      "push declined due to repository rule violations",
      "error: GH013: Repository rule violations found for refs/heads/main.",
      "Review all repository rules at https://github.com/o/r/rules?ref=refs%2Fheads%2Fmain",
      "",
      "- Changes must be made through a pull request.",
      "",
      "- 12 of 12 required status checks are expected.",
    ),
  ],
  [
    "rule",
    "GH013 push protection",
    rejected(
      "push declined due to repository rule violations",
      "error: GH013: Repository rule violations found for refs/heads/main.",
      "- GITHUB PUSH PROTECTION",
      "  —————————————————————————————————————————",
      "    Resolve the following violations before pushing again",
      "    - Push cannot contain secrets",
    ),
  ],
  ["rule", "GH009", hook("error: GH009: Secrets detected! This push failed.")],
  ["rule", "GH003", hook("error: GH003: Sorry, force-pushing to main is not allowed.")],
  [
    "rule",
    "GH007",
    rejected(
      "push declined due to email privacy restrictions",
      "error: GH007: Your push would publish a private email address.",
    ),
  ],
  ["rule", "GH008", hook("error: GH008: Your push referenced at least 1 unknown Git LFS object:")],
  [
    "too-large",
    "GH001",
    hook(
      "error: Trace: 89affffda9574b14",
      "error: See https://gh.io/lfs for more information.",
      "error: File data/store.db is 101.91 MB; this exceeds GitHub's file size limit of 100.00 MB",
      "error: GH001: Large files detected. You may want to try Git Large File Storage - https://git-lfs.github.com.",
    ),
  ],
  [
    "too-large",
    "a pack",
    [
      "remote: fatal: pack exceeds maximum allowed size (2.00 GiB)",
      "error: remote unpack failed: index-pack abnormal exit",
      "!\tx:refs/heads/main\t[remote rejected] (failed)",
    ].join("\n"),
  ],
  [
    "rule",
    "an archive",
    "remote: This repository was archived so it is read-only.\nfatal: unable to access 'https://github.com/o/r.git/': The requested URL returned error: 403",
  ],
  [
    "rule",
    "an archive over ssh",
    "ERROR: This repository was archived so it is read-only.\nfatal: Could not read from remote repository.",
  ],
  [
    "sign-in",
    "somebody else's",
    "remote: Permission to o/r.git denied to ada.\nfatal: unable to access 'https://github.com/o/r.git/': The requested URL returned error: 403",
  ],
  ["sign-in", "an unknown repository", "ERROR: Repository not found.\nfatal: Could not read from remote repository."],
  [
    "sign-in",
    "a deploy key",
    "ERROR: The key you are authenticating with has been marked as read only.\nfatal: Could not read from remote repository.",
  ],
  [
    "sign-in",
    "a workflow file",
    rejected(
      "refusing to allow an OAuth App to create or update workflow `.github/workflows/ci.yml` without `workflow` scope",
    ),
  ],
  [
    "sign-in",
    "SSO",
    "remote: The 'acme' organization has enabled or enforced SAML SSO.\nfatal: unable to access 'https://github.com/acme/r/': The requested URL returned error: 403",
  ],
  [
    "sign-in",
    "a password",
    "remote: Support for password authentication was removed on August 13, 2021.\nfatal: Authentication failed for 'https://github.com/o/r.git/'",
  ],
  ["retry", "an accident", hook("fatal error in commit_refs")],
  // GitLab
  ["rule", "protected", hook("GitLab: You are not allowed to push code to protected branches on this project.")],
  ["rule", "forced", hook("GitLab: You are not allowed to force push code to a protected branch on this project.")],
  ["rule", "a pattern", hook("GitLab: Commit message does not follow the pattern '\\[A-Z]+-\\d+'")],
  ["rule", "an author", hook("GitLab: Author 'midwatch@midwatch.invalid' is not a member of team")],
  ["rule", "a signature", hook("GitLab: Commit must be signed with a GPG key")],
  [
    "rule",
    "lost LFS objects",
    hook('GitLab: LFS objects are missing. Ensure LFS is properly set up or try a manual "git lfs push --all".'),
  ],
  ["rule", "a found secret", hook("PUSH BLOCKED: Secrets detected in code changes")],
  [
    "too-large",
    "a file",
    hook('GitLab: File "a.bin" is larger than the allowed size of 1 MiB. Use Git LFS to manage this file.'),
  ],
  [
    "too-large",
    "a project",
    hook(
      "GitLab: Your push has been rejected, because this repository has exceeded its size limit of 10 MiB by 5 MiB. Please contact your GitLab administrator for more information.",
    ),
  ],
  ["too-large", "storage", hook("GitLab: Your push to this repository would cause it to exceed the storage limit.")],
  [
    "rule",
    "a mirror",
    "remote: ERROR: You can't push code to a read-only GitLab instance.\nfatal: Could not read from remote repository.",
  ],
  [
    "busy",
    "a move of shards",
    "remote: ERROR: The repository is temporarily read-only. Please try again later.\nfatal: Could not read from remote repository.",
  ],
  [
    "needs-person",
    "a move",
    "remote: ERROR: Project 'team/desk' was moved to 'crew/desk'.\nremote: Please update your Git remote:\nfatal: Could not read from remote repository.",
  ],
  [
    "sign-in",
    "a token",
    "remote: HTTP Basic: Access denied. The provided password or token is incorrect.\nfatal: Authentication failed for 'https://gitlab.com/t/d.git/'",
  ],
  [
    "sign-in",
    "a guest",
    "remote: You are not allowed to push code to this project.\nfatal: unable to access 'https://gitlab.com/t/d.git/': The requested URL returned error: 403",
  ],
  ["retry", "an API that is away", hook("GitLab: Internal API unreachable")],
  // Gitea and Forgejo
  ["rule", "Gitea", hook("", "Gitea: Not allowed to push to protected branch main")],
  ["rule", "Forgejo", hook("", "Forgejo: Not allowed to force-push to protected branch main")],
  ["rule", "a protected file", hook("Gitea: branch main is protected from changing file go.mod")],
  ["sign-in", "a reader", hook("Gitea: User permission denied for writing.")],
  ["retry", "an accident of Gitea's", hook("Gitea: Internal Server Error (no message for end users)")],
  ["too-large", "Forgejo's quota", hook("Forgejo: Quota exceeded")],
  [
    "rule",
    "an archive of Gitea's",
    "remote: This repo is archived. You can view files and clone it, but cannot push.\nfatal: unable to access 'http://g/t/d.git/': The requested URL returned error: 403",
  ],
  // Bitbucket, Azure, Gerrit, gitolite
  ["rule", "Bitbucket", hook("Branch refs/heads/main can only be modified through pull requests.")],
  ["rule", "Bitbucket's committer", hook("You can only push your own commits in this repository")],
  [
    "sign-in",
    "Bitbucket's key",
    "conq: repository access denied.\nremote: conq: repository access denied.\nfatal: Could not read from remote repository.",
  ],
  [
    "rule",
    "Azure",
    rejected("TF402455: Pushes to this branch are not permitted; you must use a pull request to update this branch."),
  ],
  [
    "sign-in",
    "Azure's permission",
    rejected("TF401027: You need the Git 'GenericContribute' permission to perform this action."),
  ],
  ["rule", "Gerrit", rejected("prohibited by Gerrit: not permitted: update")],
  [
    "rule",
    "gitolite",
    hook("W refs/heads/main desk midwatch DENIED by fallthru", "error: hook declined to update refs/heads/main"),
  ],
  // git
  ["rule", "a hook that is silent", hook()],
  ["rule", "an update hook", rejected("hook declined")],
  ["rule", "a hidden ref", rejected("deny updating a hidden ref")],
  ["rule", "a name", rejected("funny refname")],
  [
    "needs-person",
    "a checkout",
    rejected("branch is currently checked out", "error: refusing to update checked out branch: refs/heads/main"),
  ],
  ["needs-person", "a shallow one", rejected("shallow update not allowed")],
  [
    "needs-person",
    "permissions",
    "error: remote unpack failed: unable to create temporary object directory\n!\tx:refs/heads/main\t[remote rejected] (unpacker error)",
  ],
  [
    "needs-person",
    "its disk",
    rejected(
      "unpacker error",
      "error: file write error: No space left on device",
      "fatal: unable to write loose object file",
    ),
  ],
  [
    "lock",
    "a lock",
    rejected(
      "failed to update ref",
      "error: cannot lock ref 'refs/heads/main': Unable to create '/srv/desk.git/./refs/heads/main.lock': File exists.",
    ),
  ],
  [
    "needs-person",
    "nowhere",
    "fatal: '/srv/desk.git' does not appear to be a git repository\nfatal: Could not read from remote repository.",
  ],
  // the way there
  ["sign-in", "a key", "git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository."],
  ["sign-in", "401", "fatal: Authentication failed for 'https://git.example.org/d.git/'"],
  ["sign-in", "no terminal", "fatal: could not read Username for 'https://github.com': terminal prompts disabled"],
  ["sign-in", "403", "fatal: unable to access 'https://git.example.org/d.git/': The requested URL returned error: 403"],
  ["needs-person", "a host key", "Host key verification failed.\nfatal: Could not read from remote repository."],
  [
    "needs-person",
    "a certificate",
    "fatal: unable to access 'https://g/d.git/': server certificate verification failed. CAfile: none CRLfile: none",
  ],
  [
    "too-large",
    "413",
    "error: RPC failed; HTTP 413 curl 22 The requested URL returned error: 413\nfatal: the remote end hung up unexpectedly",
  ],
  ["busy", "429", "fatal: unable to access 'https://g/d.git/': The requested URL returned error: 429"],
  [
    "busy",
    "503",
    "error: RPC failed; HTTP 503 curl 22 The requested URL returned error: 503\nfatal: the remote end hung up unexpectedly",
  ],
  ["retry", "500", "fatal: unable to access 'https://g/d.git/': The requested URL returned error: 500"],
  [
    "retry",
    "502",
    "error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502\nsend-pack: unexpected disconnect while reading sideband packet",
  ],
  [
    "retry",
    "a reset",
    "error: RPC failed; curl 56 Recv failure: Connection reset by peer\nfatal: the remote end hung up unexpectedly",
  ],
  ["retry", "DNS", "fatal: unable to access 'https://g/d.git/': Could not resolve host: g"],
  [
    "retry",
    "DNS of ssh",
    "ssh: Could not resolve hostname g: Temporary failure in name resolution\nfatal: Could not read from remote repository.",
  ],
  [
    "retry",
    "silence",
    "fatal: unable to access 'https://g/d.git/': Operation too slow. Less than 1 bytes/sec transferred the last 60 seconds",
  ],
  ["retry", "a pipe", "client_loop: send disconnect: Broken pipe\nfatal: the remote end hung up unexpectedly"],
  ["retry", "our own patience", "block timeout reached"],
];

describe("a push that a remote does not take", () => {
  it.for(SENT)("is %s: %s", ([kind, , printed]) => {
    expect(classifyRefusal(printed).kind).toBe(kind);
  });

  it("has a sentence for every kind", () => {
    expect(new Set(SENT.map(([kind]) => kind))).toEqual(new Set(REFUSALS));
  });

  it("is told in the remote's own words, all of them, without progress and frames (A6)", () => {
    const { said, mend } = classifyRefusal(SENT[0]?.[2] ?? "");
    expect(said).toBe(
      "GH006: Protected branch update failed for refs/heads/main. Changes must be made through a pull request.",
    );
    expect(mend).toMatch(/let midwatch's account push to this branch/);
  });

  it("needs a person when nobody knows what it says", () => {
    expect(classifyRefusal(rejected("the stars are wrong"))).toMatchObject({
      kind: "needs-person",
      said: "the stars are wrong",
    });
    expect(classifyRefusal("")).toMatchObject({ kind: "needs-person", said: "it does not say why" });
  });

  it("is not what a file's name says", () => {
    const printed = hook(
      "error: File Connection timed out is 101.91 MB; this exceeds GitHub's file size limit of 100.00 MB",
    );
    expect(classifyRefusal(printed).kind).toBe("too-large");
  });

  it("is shown without escapes, without a password, and not at any length", () => {
    const printed = hook("\u001b[31mno\u001b[0m \u001b]0;title\u0007", "x".repeat(10_000));
    expect(classifyRefusal(printed).said).toMatch(/^no .{300,700}$/s);
    const url = "fatal: unable to access 'https://ada:hunter2@g/d.git/': The requested URL returned error: 403";
    expect(classifyRefusal(url).said).not.toContain("hunter2");
  });
});
