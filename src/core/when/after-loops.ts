import type { When } from "../contracts/when.ts";

/** Agents that wait for one another's sessions in a circle, each circle once: they would start each other for ever. */
export function afterLoops(schedules: ReadonlyMap<string, When>): readonly (readonly string[])[] {
  const loops = [...schedules.keys()].flatMap((agent) => {
    const loop = loopFrom(agent, [agent], schedules);
    return loop && loop.toSorted()[0] === agent ? [loop] : [];
  });
  return loops;
}

/** A way on from the last of them back to the first. */
function loopFrom(
  first: string,
  path: readonly string[],
  schedules: ReadonlyMap<string, When>,
): readonly string[] | undefined {
  for (const next of earlierThan(path.at(-1) ?? first, schedules)) {
    if (next === first) return path;
    const loop = path.includes(next) ? undefined : loopFrom(first, [...path, next], schedules);
    if (loop) return loop;
  }
  return undefined;
}

const earlierThan = (agent: string, schedules: ReadonlyMap<string, When>): readonly string[] =>
  (schedules.get(agent)?.rules ?? []).flatMap((rule) => (rule.kind === "after" ? [rule.agent] : []));
