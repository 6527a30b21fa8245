import { NOTHING_AROUND } from "../src/core/host/bubblewrap.ts";
import { findContainment } from "../src/core/host/containment.ts";

/** The best there is on this machine, or what was asked for when the tests were started. */
export const CONTAINMENT = process.env.MIDWATCH_TEST_CONTAINMENT ?? (await findContainment()).name;

const wish = (["bubblewrap", "namespace", "group"] as const).find((name) => name === CONTAINMENT) ?? "best";

/** Asked for by its name, so that nothing is refused: tests are run by root in mere groups, too. */
export const containment = await findContainment({ wish, around: NOTHING_AROUND });
