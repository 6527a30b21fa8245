import type { z } from "zod";
import type { WaitAnswer } from "../../src/index.ts";
import type { CheckRuns, CommitStatus } from "./shapes.ts";

/** Of a check run: it has ended, and nobody has to look. */
const GOOD = ["success", "neutral", "skipped"];

/**
 * Whether all checks of a commit have ended, whichever of GitHub's two kinds they are: check runs end with a conclusion,
 * commit statuses are a state, and a commit without any of those is called "pending" by GitHub. That some have failed is
 * for whoever waited to see.
 */
export function checksAnswer(
  runs: z.infer<typeof CheckRuns>["check_runs"],
  { statuses }: z.infer<typeof CommitStatus>,
): WaitAnswer {
  const all = [
    ...runs.map(({ name, status, conclusion }) => ({
      name,
      end: status === "completed" ? (conclusion ?? "neutral") : undefined,
    })),
    ...statuses.map(({ context: name, state }) => ({ name, end: state === "pending" ? undefined : state })),
  ];
  const open = all.filter(({ end }) => end === undefined).map(({ name }) => name);
  if (all.length === 0) return { state: "pending", reason: "it has no checks" };
  if (open.length > 0)
    return { state: "pending", reason: `${open.length} of ${all.length} are not done: ${few(open)}` };
  const bad = all.filter(({ end }) => !GOOD.includes(end ?? "")).map(({ name, end }) => `${name}: ${end}`);
  return {
    state: "met",
    reason:
      bad.length === 0 ? `all ${all.length} have passed` : `${bad.length} of ${all.length} have failed: ${few(bad)}`,
  };
}

const few = (names: readonly string[]) =>
  names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
