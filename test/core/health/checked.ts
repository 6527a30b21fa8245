import type { HealthCheck } from "../../../src/core/contracts/health.ts";
import type { Factory, Host } from "../../../src/core/contracts/plugin.ts";
import { patience } from "../../limits.ts";
import { world } from "../world.ts";

export const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

/** One of the parts that come with midwatch, made with its defaults as a fleet's file would. */
export function checkOf<O>(
  factory: Factory<HealthCheck, O>,
  options: object = {},
  host: Partial<Host> = {},
): HealthCheck {
  const checked = factory.options.safeParse(options);
  if (!checked.success) throw new Error(checked.error.issues.map(({ message }) => message).join("; "));
  return factory.create(checked.data, host as Host);
}

/** A fleet with that check, and what the check says when somebody asks. */
export async function checkedBy(check: HealthCheck, wanted: Parameters<typeof world>[0] = {}) {
  const here = await world({ agents: { ann: { work: ["duty"] } }, ...wanted, checks: [check] });
  const reports = async () => {
    const all = await here.health.all(patience());
    return all.filter((report) => report.check === check.name);
  };
  const open = async () => (await here.fleet.ledger.history.incidents()).map(({ key }) => key);
  return { ...here, reports, open, found: async () => (await reports()).map(({ status }) => status) };
}
