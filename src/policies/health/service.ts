import { z } from "zod";
import type { HealthCheck, HealthQuestion, Unmet } from "../../core/contracts/health.ts";
import type { HealthReport } from "../../core/contracts/health-report.ts";
import type { Factory, Host } from "../../core/contracts/plugin.ts";
import { MINUTE } from "../../core/text/time-units.ts";
import { counted } from "../../core/text/wording.ts";
import { unitReport } from "./units.ts";
import { moment, rounded, span } from "./words.ts";

const Options = z.strictObject({
  late: z.number().positive().default(15).describe("Minutes after which a due is late"),
  units: z
    .array(z.string().regex(/^[\w@.:-]+$/, "write a unit's name, e.g. ollama.service"))
    .default([])
    .describe("Units of systemd's that have to be at work, e.g. midwatch-desk.service, ollama.service")
    .meta({ example: ["ollama.service"] }),
  user: z.boolean().default(false).describe("True when they are this person's own; else they are the machine's"),
});

/** Are dues looked for, and when did that happen last? Are the services there that the fleet relies on? */
export const service: Factory<HealthCheck, z.infer<typeof Options>> = {
  name: "service",
  options: Options,
  create: ({ late, units, user }, host: Host) => ({
    name: "service",
    about: "fleet",
    async check(question, signal) {
      const unmet = await question.unmet(late * MINUTE);
      const [last] = await question.history.sessions({ limit: 1 });
      const own = lookedAfter(unmet, late, lately(question, last?.startedAt));
      return [own, ...(await Promise.all(units.map((unit) => unitReport({ unit, user }, host, signal))))];
    },
  }),
};

/** Pure: what the unmet dues come to. */
function lookedAfter(unmet: readonly Unmet[], late: number, { now, ran }: Lately): HealthReport {
  const minutes = Math.max(0, ...unmet.map(({ at }) => (at === undefined ? 0 : (now - at) / MINUTE)));
  const common = { check: "service", threshold: late, unit: "minutes", needsPerson: true } as const;
  const [worst] = unmet.toSorted((a, b) => Number(b.status === "fail") - Number(a.status === "fail"));
  if (!worst) return { ...common, status: "pass", value: 0, detail: `every due is met; ${ran}` };
  const { status, agent, rule, at, reason } = worst;
  const due = at === undefined ? "" : ` was due at ${moment(at)}`;
  const more = unmet.length > 1 ? `; and ${counted(unmet.length - 1, "other due")}` : "";
  const detail = `${agent} (${rule})${due}: ${reason}${more}; ${ran}`;
  return { ...common, status, value: rounded(minutes), detail, quotes: true };
}

interface Lately {
  readonly now: number;
  /** Start of the last session, and last look for dues: a tick that finds none looks after health, too. */
  readonly ran: string;
}

function lately({ now, runs }: HealthQuestion, began: number | undefined): Lately {
  const looked = Math.max(...runs.map(({ at = Number.NEGATIVE_INFINITY }) => at));
  const session = began === undefined ? "no session has run yet" : `the last session began ${span(now - began)} ago`;
  return { now, ran: looked > 0 ? `${session}, schedule last checked ${span(now - looked)} ago` : session };
}
