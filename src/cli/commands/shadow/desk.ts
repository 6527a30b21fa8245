import { realpath } from "node:fs/promises";
import { MidwatchError, messageOf } from "../../../core/errors.ts";
import { every } from "../../../core/host/every.ts";
import { planInputOf } from "../../../core/plan/plan-input.ts";
import { MINUTE } from "../../../core/text/time-units.ts";
import { counted } from "../../../core/text/wording.ts";
import { findCandidates } from "../../fleet/candidates.ts";
import { folderOf } from "../../fleet/folder-argument.ts";
import { type OpenFleet, openToLook } from "../../fleet/open-fleet.ts";
import { stopSignal } from "../../fleet/stop-signal.ts";
import { zoneOf } from "../../fleet/zone.ts";
import { invocation } from "../../invocation.ts";
import { MovingRecord } from "../../moving/record.ts";
import { complain, say, sayJson, sayJsonLine } from "../../views/print.ts";
import { findJobsIn } from "../cutover/old-jobs.ts";
import type { Places } from "../init/survey.ts";
import type { ShadowArguments } from "./command.ts";
import { differenceIn } from "./difference.ts";
import { look } from "./looking.ts";
import { writtenDown } from "./old-runs.ts";
import { ShadowRecord } from "./record.ts";
import { tellDifference, tellLook } from "./view.ts";

/** Shows the difference between the old timer and midwatch, as far as it was recorded. */
export async function show(args: ShadowArguments): Promise<void> {
  if (!(args.within >= 0)) throw new MidwatchError("--within: write a number of minutes, 0 or more");
  const folder = folderOf(args);
  const looks = new ShadowRecord(folder).looks();
  if (looks.length === 0)
    throw new MidwatchError(`nothing was recorded yet: ${invocation()} shadow looks once a minute, until you stop it`);
  const found = differenceIn(looks, args.within * MINUTE);
  if (args.json) sayJson(found);
  else tellDifference(found, await zoneOf(folder));
}

/** Looks once, or once a minute until somebody says stop. */
export async function record(args: ShadowArguments, places: Places): Promise<void> {
  const folder = await realpath(folderOf(args));
  const kept = new ShadowRecord(folder);
  const aside = args.anew ? kept.beginAnew(Date.now()) : undefined;
  if (aside !== undefined && !args.json) say(`What was recorded until now is in ${aside}`);
  await lookOnce(args, places, kept);
  if (args.once) return;
  if (!args.json)
    say(`Recording once a minute; nothing is started. ${invocation()} shadow --show shows the difference.`);
  await every(MINUTE, () => lookOnce(args, places, kept).catch(tellTrouble), stopSignal("stopping"));
}

const tellTrouble = (thrown: unknown) =>
  complain(`this look came to nothing: ${messageOf(thrown)}; the next one covers its time`);

async function lookOnce(args: ShadowArguments, places: Places, kept: ShadowRecord): Promise<void> {
  using opened = await openToLook(args);
  const { fleet, folder } = opened;
  const earlier = kept.looks();
  const old = {
    jobs: await findJobsIn([await realpath(folder)], places),
    steps: new MovingRecord(folder).steps(),
    agents: fleet.agents.map(({ name }) => name),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    runs: writtenDown,
  };
  const itemOf = (agent: string) => itemNow(opened, agent);
  const seen = await look({
    planInput: (span) => planInputOf(opened, span),
    old,
    now: fleet.clock.now(),
    earlier,
    itemOf,
  });
  kept.add(seen);
  if (args.json) sayJsonLine(seen);
  else tellLook(seen, fleet.zone);
  if (earlier.length === 0 && !args.json) say(`The shadow begins: ${counted(old.jobs.jobs.length, "old job")} found.`);
}

/** Reads sources alone; a source that cannot be asked keeps nothing from being recorded. */
async function itemNow(opened: OpenFleet, name: string): Promise<string | undefined> {
  try {
    const { ranked } = await findCandidates(opened, opened.agents.get(name), { rule: "shadow" });
    const next = ranked.find(({ passedOverBecause }) => passedOverBecause === undefined);
    return next?.item.title ?? "nothing ready";
  } catch {
    return undefined;
  }
}
