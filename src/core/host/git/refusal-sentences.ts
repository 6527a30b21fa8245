import type { RefusalKind } from "../../contracts/refusal.ts";

/**
 * Output of a push, by its author. A stranger's file name stands in a remote's words; it must not pass for one of
 * git's.
 */
export interface Printed {
  readonly remote: string;
  readonly git: string;
}

interface Sentence {
  readonly kind: RefusalKind;
  readonly pattern: RegExp;
  /** Author of the sentence; the remote when left out. */
  readonly by?: keyof Printed;
  readonly mend: string;
}

const LATER = "nothing: it is tried again";
const SMALLER = "publish it without what is too large, keep that in Git LFS, or have the limit raised";
const ROOM = "make room on the remote's server, or have its limit raised";
const BY_REQUEST = "let midwatch's account push to this branch, or merge the kept work by a pull request";
const ACCOUNT = "give the account that midwatch pushes with the right to push, or sign it in again";
const ADDRESS = "put the repository's right address under remote: in midwatch.yaml";
const COMMITS = "change the rule, or merge the kept work in a form that it allows";

/** The first that fits counts, so the more exact sentences come first. */
export const SENTENCES: readonly Sentence[] = [
  // A lock that somebody has left, or holds right now.
  {
    kind: "lock",
    pattern: /Unable to create '[^']*\.lock'|\.lock'?: File exists/,
    mend: "if no git is running there, remove the lock",
  },
  // What passes by itself, although a hook is what says it.
  {
    kind: "busy",
    pattern:
      /temporarily read-only|rate limit|too many requests|try again later|maintenance|currently unavailable|server is busy|overloaded/i,
    mend: LATER,
  },
  {
    kind: "retry",
    pattern:
      /internal (?:server )?error|internal API|communication breakdown|fatal error in commit_refs|operation timed out|push timed out|API is not accessible/i,
    mend: LATER,
  },
  // Too large: for the remote, or for its disk.
  {
    kind: "too-large",
    pattern:
      /GH001\b|exceeds GitHub's file size limit|pack exceeds maximum allowed size|larger than the (?:allowed|maximum)|object too large|maximum (?:allowed )?(?:file|object|push) size|exceeds? (?:the )?(?:file |maximum )?size limit/i,
    mend: SMALLER,
  },
  {
    kind: "too-large",
    pattern:
      /size limit|storage (?:limit|quota)|quota (?:is |was |has been )?exceeded|exceeds? (?:your |the |its )?(?:storage|quota)|over quota/i,
    mend: ROOM,
  },
  { kind: "needs-person", pattern: /no space left on device|disk (?:is )?full|disk quota/i, mend: ROOM },
  {
    kind: "needs-person",
    pattern:
      /unable to create temporary object directory|insufficient permission for adding an object|read-only file system/i,
    mend: "let midwatch's account write the files of the remote, and look at its disk",
  },
  // Kinds of remotes that nobody can push to.
  {
    kind: "needs-person",
    pattern: /shallow update not allowed/,
    mend: "the remote is a shallow repository: run git fetch --unshallow there",
  },
  {
    kind: "needs-person",
    pattern: /refusing to update checked out branch|branch is currently checked out/,
    mend: "the remote has this branch checked out: name a bare repository under remote:, or check out another branch there",
  },
  { kind: "needs-person", pattern: /was moved to|has moved|moved permanently/i, mend: ADDRESS },
  {
    kind: "rule",
    pattern: /archived|read-only/i,
    mend: "make the repository writable again, or name another one under remote:",
  },
  // Whose account it is, and what that may do.
  {
    kind: "sign-in",
    pattern:
      /without `?workflows?`? (?:scope|permission)|SAML SSO|marked as read only|deploy key|password authentication was removed|access denied|permission (?:to \S+ )?(?:was )?denied|permission denied for writing|write access .* not granted|not permitted to (?:access|push to this repository)|authentication|(?:repository|project you were looking for).*(?:not found|not be found|does not exist)|don't have permission|not allowed to (?:push code to|access) this project|TF401019|TF401027|invalid credentials|unauthorized|two-factor/i,
    mend: ACCOUNT,
  },
  // Rules of the remote.
  {
    kind: "rule",
    pattern: /secret|GH009\b|VS403654/i,
    mend: "take the secret out of the work and have it replaced where it is valid, or allow it at the remote",
  },
  {
    kind: "rule",
    pattern: /GH007\b|private email/i,
    mend: "name an address that the remote takes, or allow this one there",
  },
  {
    kind: "rule",
    pattern: /LFS objects? (?:are |is )?missing|GH008\b|unknown Git LFS/i,
    mend: "push the files to Git LFS first: git lfs push --all",
  },
  {
    kind: "rule",
    pattern:
      /GH0(?:03|06|13)\b|pull request|merge request|protected|TF402455|not allowed to (?:force[- ])?push|prohibited by Gerrit|can only be modified|not permitted|DENIED by/i,
    mend: BY_REQUEST,
  },
  {
    kind: "rule",
    pattern:
      /linear history|does not follow the pattern|must be signed|signature|not a member of team|sign(?:ed)?-off|only push your own commits|deny(?:ing)? updating a hidden ref|funny refname|40 hex characters|GH002\b|deletion prohibited/i,
    mend: COMMITS,
  },
  { kind: "rule", pattern: /rule violations|push rules?|hook declined|declined/i, mend: COMMITS },
  // What git itself says of the way there.
  { by: "git", kind: "too-large", pattern: /HTTP 413|error: 413|RPC failed;.*413/, mend: SMALLER },
  { by: "git", kind: "busy", pattern: /(?:HTTP|error:) 429|(?:HTTP|error:) 503/, mend: LATER },
  { by: "git", kind: "retry", pattern: /(?:HTTP|error:|result=22, HTTP code =) 5\d\d/, mend: LATER },
  {
    by: "git",
    kind: "sign-in",
    pattern:
      /permission denied \(|authentication failed|could not read (?:username|password)|terminal prompts disabled|(?:error:|HTTP|code =) 40[13]\b|invalid credentials|repository not found|access denied|too many authentication failures|no supported authentication/i,
    mend: ACCOUNT,
  },
  {
    by: "git",
    kind: "needs-person",
    pattern: /host key verification failed|certificate|SSL certificate problem/i,
    mend: "check whose key or certificate the remote shows, and trust it on this machine if it is the right one",
  },
  {
    by: "git",
    kind: "needs-person",
    pattern: /does not appear to be a git repository|repository .* not found|(?:error:|HTTP) 404|not a git repository/i,
    mend: ADDRESS,
  },
  {
    by: "git",
    kind: "needs-person",
    pattern: /couldn't find remote ref/i,
    mend: "name the branch that the remote has now under branch: in midwatch.yaml, or put this one back there",
  },
  {
    by: "git",
    kind: "needs-person",
    pattern: /no space left on device|disk quota exceeded/i,
    mend: "make room on this machine's disk",
  },
  {
    by: "git",
    kind: "retry",
    pattern:
      /could not resolve|timed? ?out|connection (?:refused|reset|closed|was reset)|reset by peer|broken pipe|hung up unexpectedly|early EOF|unexpected disconnect|network is unreachable|no route to host|kex_exchange|ssh_exchange|RPC failed|gnutls|SSL_ERROR|TLS connection|operation too slow|failed to connect|temporary failure|couldn't connect|block timeout|empty reply|transfer closed|not closed cleanly|signal \d+|has not answered for/i,
    mend: LATER,
  },
];
