import type { Schedule } from "../core/contracts/when.ts";
import type { Problem } from "../core/errors.ts";
import { afterLoops } from "../core/when/after-loops.ts";

/** Problems of agents that wait for each other in a circle. */
export function loopProblems(schedules: readonly Schedule[]): Problem[] {
  const loops = afterLoops(new Map(schedules.map(({ agent, when }) => [agent, when])));
  return loops.flatMap(([first = "", ...others]) => {
    const circle = [first, ...others, first].join(" after ");
    const at = schedules.find(({ agent }) => agent === first);
    return at
      ? [{ file: at.file, line: at.line, message: `when: ${circle}: they would start each other for ever` }]
      : [];
  });
}
