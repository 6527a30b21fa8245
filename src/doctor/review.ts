import type { Finding } from "../core/contracts/review.ts";
import { contextFindings } from "./context.ts";
import { lessonFindings } from "./lessons.ts";
import { repositoryFindings } from "./repository.ts";
import { secretFindings } from "./secrets.ts";
import type { Workspace } from "./survey.ts";
import { workFindings } from "./work.ts";

/** Everything a good neighbour would say of a workspace, what costs most first. Asked twice, it says the same. */
export const review = (workspace: Workspace): readonly Finding[] =>
  [secretFindings, repositoryFindings, contextFindings, workFindings, lessonFindings].flatMap((look) =>
    look(workspace),
  );
