import fc from "fast-check";
import { linesOf, playScript, scripts } from "./commands.ts";

/** So long is a script. */
const COMMANDS = 40;
/** So many scripts come of a seed. */
const WORLDS = 10;

/** The loop in worlds in memory, by seeds, until so many sessions have been played. Answers whether nothing was wrong. */
export async function soakInMemory(wanted: number, first: number): Promise<boolean> {
  const began = performance.now();
  const sum = { sessions: 0, worlds: 0 };
  let isWell = true;
  for (let seed = first; isWell && sum.sessions < wanted; seed++) isWell = await holds(seed, sum);
  const seconds = (performance.now() - began) / 1000;
  const speed = `${seconds.toFixed(1)} s: ${Math.round((sum.sessions / seconds) * 60)} a minute`;
  console.log(
    `soak, in memory: ${sum.sessions} sessions in ${sum.worlds} worlds from seed ${first} on, ${speed}; ${isWell ? "no violation" : "VIOLATED"}`,
  );
  return isWell;
}

async function holds(seed: number, sum: { sessions: number; worlds: number }): Promise<boolean> {
  const property = fc.asyncProperty(scripts(COMMANDS), async (commands) => {
    const { violations, sessions } = await playScript(commands);
    sum.sessions += sessions;
    sum.worlds += 1;
    if (violations.length > 0) throw new Error(violations.join("\n"));
  });
  const { failed, errorInstance, counterexample } = await fc.check(property, { seed, numRuns: WORLDS });
  if (!failed) return true;
  console.error(`VIOLATED, with seed ${seed}, by this script:\n${linesOf(counterexample?.[0]).join("\n")}`);
  console.error(String(errorInstance));
  return false;
}
