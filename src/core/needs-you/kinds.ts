import { createHash } from "node:crypto";
import type { Exposure } from "../contracts/exposure.ts";
import type { Obligation, SessionRecord } from "../contracts/fleet-history.ts";
import type { Incident } from "../contracts/incidents.ts";
import type { BlockedGroup, Need, QuarantinedItem } from "../contracts/needs.ts";
import type { Stop } from "../contracts/stops.ts";
import { knownBy } from "../health/acknowledged.ts";
import { CHECK, MISTAKES } from "../health/mistakes.ts";
import type { WaitingRescues } from "../rescues/waiting.ts";
import { sentenceOf } from "../rescues/words.ts";
import { plainText } from "../text/plain-text.ts";
import { shellWord } from "../text/shell-word.ts";
import { counted, oneLine } from "../text/wording.ts";

const ONE = { count: 1, sessions: 0, owner: "owner" } as const;
/** Of a word that goes to a shell as it stands. */
const MAX_NAMED_ITEMS = 3;

/** Not recovered yet: what it had written is in its clone, and on no ref. */
export const deadNeed = ({ id, agent, item, phase, startedAt }: SessionRecord): Need => ({
  ...ONE,
  key: `dead:${id}`,
  kind: "dead",
  about: agent,
  text: `${agent}: ${item?.title ?? "no item"}: the process of its session is gone, in ${phase}`,
  command: "midwatch recover",
  since: startedAt,
  sessions: 1,
});

/** No session starts before the files are right. */
export const mistakesNeed = (text: string, since: number): Need => ({
  ...ONE,
  key: MISTAKES,
  kind: "mistakes",
  about: "",
  text: text.replace(`: ${CHECK}`, ""),
  command: CHECK,
  since,
});

export function stopNeed({ scope, owner, reason, at }: Stop, command?: string): Need {
  const [whose, start] = scope === "*" ? ["the whole fleet", "--all"] : [scope, shellWord(scope)];
  return {
    ...ONE,
    key: command === undefined ? `stop:${scope}` : "stop-file",
    kind: "stopped",
    about: scope === "*" ? "" : scope,
    text: `${whose} is stopped by ${owner}: ${reason}`,
    command: command ?? `midwatch start ${start}`,
    since: at,
  };
}

/** One of an item in quarantine is told with the item. */
export const obligationNeeds = (owed: readonly Obligation[]): readonly Need[] =>
  owed
    .filter(({ key }) => !key.startsWith("quarantine:"))
    .map(({ key, owner, action, at }) => ({
      ...ONE,
      key,
      kind: "owed",
      about: key.split(":")[1] ?? "",
      owner,
      text: action,
      command:
        commandIn(action) ??
        (key.startsWith("trust:")
          ? `midwatch trust ${shellWord(key.slice("trust:".length))}`
          : `midwatch settle ${shellWord(key)}`),
      since: at,
    }));

/** Nothing starts with them. */
export const exposureNeed = ({ path, what, mend, since }: Exposure): Need => ({
  ...ONE,
  key: `exposed:${path}`,
  kind: "exposed",
  about: "",
  text: `${path} ${what}`,
  command: mend,
  since,
});

/** Work that is in nothing published: each piece, or all of a workspace's together where they are many. */
export function keptNeeds({ workspace, rescues, lines, command }: WaitingRescues): readonly Need[] {
  const common = { ...ONE, kind: "kept", about: workspace } as const;
  if (lines.length === rescues.length)
    return rescues.map((rescue) => ({
      ...common,
      key: `rescue:${rescue.name}`,
      text: sentenceOf(rescue),
      command: `${command} apply ${shellWord(rescue.name)}`,
      since: rescue.at,
      sessions: 1,
    }));
  const text = lines.join("; ").replace(`: ${command}`, "");
  const [count, since] = [rescues.length, Math.min(...rescues.map(({ at }) => at))];
  return [{ ...common, key: `rescues:${workspace}`, text, command, since, count, sessions: count }];
}

export const quarantineNeed = ({ source, item, attempts, reason, session, at }: QuarantinedItem): Need => ({
  ...ONE,
  key: `quarantine:${source}:${item}`,
  kind: "quarantined",
  about: item,
  text: `look at ${item} (${source}): ${attempts} sessions in a row had no effect on it: ${oneLine(plainText(reason))}`,
  command: `midwatch retry ${session.slice(-8)}`,
  since: at,
  sessions: attempts,
});

/** "Nora has to give access: 15 sessions, 4 tasks". */
export function blockedNeed({ reason, agents, items, sessions, session, since }: BlockedGroup): Need {
  const named = items
    .slice(0, MAX_NAMED_ITEMS)
    .map((text) => oneLine(plainText(text)))
    .join(", ");
  const more = items.length > MAX_NAMED_ITEMS ? `, and ${items.length - MAX_NAMED_ITEMS} more` : "";
  const things = counted(items.length, "item");
  const extent = sessions > 0 ? `${counted(sessions, "session")}, ${things}` : things;
  return {
    ...ONE,
    key: `blocked:${createHash("sha256").update(reason.toLowerCase().replaceAll(/\W+/g, " ").trim()).digest("hex").slice(0, 8)}`,
    kind: "blocked",
    about: agents.join(", "),
    text: `${oneLine(plainText(reason))}: ${extent} of ${agents.join(", ")} (${named}${more})`,
    command: session === "" ? "midwatch items" : `midwatch retry ${session.slice(-8)}`,
    since,
    count: items.length,
    sessions,
  };
}

/** Incidents that no person has acknowledged. That something waits for long is told with that. */
export function incidentNeeds(incidents: readonly Incident[], others: readonly Need[], now: number): readonly Need[] {
  const asked = new Set(others.map(({ key }) => `waiting:${key}`));
  return incidents
    .filter((incident) => incident.key !== MISTAKES && knownBy(incident, now) === undefined && !asked.has(incident.key))
    .map(({ key, report, openedAt }) => ({
      ...ONE,
      key,
      kind: "wrong",
      about: report.about ?? "",
      text: `${key}: ${oneLine(plainText(report.detail))}`,
      command: `midwatch health ack ${shellWord(key)}`,
      since: openedAt,
    }));
}

/** Command that settles an obligation: its last words say it, as often as it is known. */
const commandIn = (action: string): string | undefined =>
  /(?:^|[:;(] ?(?:then )?)(?<command>midwatch [a-z][^:;()]*)\)?$/.exec(action)?.groups?.command;
