import type { Finding } from "../core/contracts/review.ts";
import { shellWord } from "../core/text/shell-word.ts";
import { shortList } from "../core/text/short-list.ts";
import { keyShapes } from "../core/trust/key-shapes.ts";
import type { Workspace } from "./survey.ts";

/** Files that hold secrets; what is in them is not said. */
export function secretFindings(workspace: Workspace): readonly Finding[] {
  const files = workspace.tracked.filter((path) => keyShapes(workspace.read(path), path).length > 0);
  if (files.length === 0) return [];
  return [
    {
      kind: "secret-tracked",
      what: `what looks like a key or a token is tracked: ${shortList(files)}`,
      why: "everyone who can read the repository, or ever could, has it: removing the line is not enough",
      mend: `git -C ${shellWord(workspace.folder)} rm --cached ${shellWord(files[0] ?? "")}    # after it was revoked where it was issued`,
    },
  ];
}
