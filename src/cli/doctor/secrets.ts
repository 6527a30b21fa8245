import { type Finding, few } from "./finding.ts";
import type { Workspace } from "./survey.ts";

/** As their issuers write them: nothing else looks so. */
const SECRET =
  /\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,90}|sk-ant-[\w-]{24,}|sk-(?:proj-)?[A-Za-z0-9_-]{32,}|xox[abpr]-[\w-]{20,}|AIza[\w-]{35}|glpat-[\w-]{20}|npm_[A-Za-z0-9]{36})\b|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/;

/** Files that hold what nobody else may know; what it is, is not said. */
export function secretFindings(workspace: Workspace): readonly Finding[] {
  const files = workspace.tracked.filter((path) => SECRET.test(workspace.read(path)));
  if (files.length === 0) return [];
  return [
    {
      kind: "secret-tracked",
      what: `what looks like a key or a token is tracked: ${few(files)}`,
      why: "everybody who can read the repository, or ever could, has it: removing the line is not enough",
      mend: `git -C ${workspace.folder} rm --cached ${files[0]}    # after it was revoked where it was issued`,
    },
  ];
}
