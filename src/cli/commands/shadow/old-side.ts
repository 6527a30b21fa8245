import { moments } from "../../../core/when/moments.ts";
import { isWhen, parseWhen } from "../../../core/when/parse.ts";
import { isTimeRule } from "../../../core/when/time-rule.ts";
import type { Step } from "../../moving/record.ts";
import type { Job, Jobs, Origin } from "../init/job.ts";
import { inZones } from "../init/zones.ts";
import type { OldRuns, Span } from "./old-runs.ts";
import type { Did } from "./record.ts";

/** Facts about the old jobs that a look needs. */
export interface OldSide {
  readonly jobs: Jobs;
  /** Steps of the fleet's record: init noted which agent it made of which job. */
  readonly steps: readonly Step[];
  /** Names of the fleet's agents. */
  readonly agents: readonly string[];
  /** The machine's. */
  readonly zone: string;
  readonly runs: OldRuns;
}

interface OldRunsSeen {
  readonly did: readonly Did[];
  readonly notes: readonly string[];
}

/** Runs of the old jobs in a span: as they were written down, else as their schedules have them. */
export async function oldRunsIn({ jobs, steps, agents, zone, runs }: OldSide, span: Span): Promise<OldRunsSeen> {
  const made = steps.flatMap((step) => step.jobs);
  const standFor = (origin: Origin) =>
    made.flatMap(({ agent, from }) => (from === origin.from && agents.includes(agent) ? [agent] : []));
  const did: Did[] = [];
  const notes = [...jobs.problems];
  const meant = inZones(jobs.jobs, zone);
  for (const job of meant.jobs)
    for (const origin of job.origins) {
      const told = await runs(origin, span);
      if (!told)
        notes.push(`${origin.from}: nobody wrote down when it ran, or it may not be read: its schedule stands for it`);
      const { by, at } = told ?? {
        by: "schedule" as const,
        at: scheduled(job, origin, { span, zone: meant.zone.value }),
      };
      did.push(...at.map((each) => ({ job: origin.from, agents: standFor(origin), at: each, by })));
    }
  return { did: did.toSorted((a, b) => a.at - b.at), notes };
}

/** Moments of an old job by its own schedule. */
function scheduled(
  { when }: Job,
  origin: Origin,
  { span, zone }: { readonly span: Span; readonly zone: string },
): number[] {
  const files = origin.kind === "unit" ? [origin.name, ...origin.timers] : [origin.from];
  const own = when.filter(({ from }) => files.some((file) => from === file || from.startsWith(`${file} `)));
  const known = { zone, calendars: { names: [], get: () => undefined }, agents: [], events: [] };
  const parsed = parseWhen(
    own.map(({ value }) => value),
    known,
  );
  if (!isWhen(parsed)) return [];
  const all = parsed.rules
    .filter(isTimeRule)
    .flatMap((rule) => [...moments(rule, { after: span.from, upTo: span.to })]);
  return [...new Set(all)].toSorted((a, b) => a - b);
}
