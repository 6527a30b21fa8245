import type { Draft } from "../contracts/channel.ts";
import type { Obligation } from "../contracts/fleet-history.ts";
import type { NewDelivery } from "../contracts/outbox.ts";
import { DEAD_MAN, type Reporting } from "../contracts/reporting.ts";
import { shellWord } from "../text/shell-word.ts";
import { channelKey } from "./undelivered.ts";

/** Request to a person, and the command that settles it, where that is known. */
type ReportedObligation = Obligation & { readonly command?: string };

interface Way {
  readonly to: string;
  readonly fallback?: string | undefined;
  readonly heeds: (asked: ReportedObligation) => boolean;
}

/** Letters about obligations, to each channel once; about a switch that cannot be reached, to its second channel. */
export function obligationReports(
  { rules, deadMan }: Reporting,
  obligations: readonly ReportedObligation[],
  now: number,
): readonly NewDelivery[] {
  const ways: Way[] = rules
    .filter(({ on }) => on.includes("obligation"))
    .map(({ to, fallback }) => ({ to, fallback, heeds: () => true }));
  if (deadMan?.fallback !== undefined)
    ways.push({ to: deadMan.fallback, heeds: ({ key }) => key === channelKey(DEAD_MAN) });
  return ways.flatMap((way) => obligations.filter(way.heeds).flatMap((obligation) => report(obligation, way, now)));
}

/** That a channel is down is never told by that channel: it would be one more letter that does not arrive. */
function report(obligation: ReportedObligation, { to, fallback }: Way, now: number): NewDelivery[] {
  const isAbout = (channel: string) => obligation.key === channelKey(channel);
  const key = `obligation:${obligation.key}:${obligation.at}`;
  const letter = obligationLetter(obligation, now);
  if (isAbout(to)) return fallback === undefined ? [] : [{ key, channel: fallback, letter }];
  const second = fallback === undefined || isAbout(fallback) ? {} : { fallback };
  return [{ key, channel: to, letter, ...second }];
}

function obligationLetter(
  { key, owner, action, at: since, command = `midwatch settle ${shellWord(key)}` }: ReportedObligation,
  at: number,
): Draft {
  const text = `${action}\n\n${command}`;
  return { kind: "report", to: "", title: "Needs you", text, tone: "bad", at, facts: { key, owner, since } };
}
