import type { Outcome, Publication } from "../contracts/outcome.ts";
import type { Checked, Ended, Executed, Selected, Session } from "../contracts/session.ts";
import { offBranch } from "./collected.ts";
import { isStated, outcomeWord } from "./outcome.ts";
import { hasEnded } from "./session-end.ts";

/** Of what it left elsewhere; the rest stands in its record. */
const MOST_TOLD = 5;

/** Finding of a phase, in a sentence for the person who watches. */
export function summarise(session: Session | Checked | Selected | Executed | Ended): string {
  if (hasEnded(session)) return ended(session);
  if ("result" in session) return ran(session);
  if ("item" in session) return selected(session);
  if ("health" in session) return checked(session);
  return "";
}

/** Work that the remote has refused is not done and well: that comes first. */
function ended({ id, outcome, publication, kept = [], unkept = [] }: Ended): string {
  const branch = publication.kind === "published" ? publication.branch : "the branch";
  const apart = publication.kind === "pending" && publication.refused !== undefined ? ", not on the branch" : "";
  const said = [`${outcomeWord(outcome)}${apart}: ${outcome.reason}`, published({ outcome, publication })];
  const all = [...offBranch(kept, branch), ...unkept];
  const more = all.length > MOST_TOLD ? [`and ${all.length - MOST_TOLD} more: midwatch why ${id.slice(-8)}`] : [];
  return [...said, ...all.slice(0, MOST_TOLD), ...more].join("; ");
}

/** A session, as far as it is told what became of its work. */
interface SummaryFacts {
  readonly outcome?: Outcome | undefined;
  readonly publication: Publication;
}

/** Nothing of its work is published of a session that came to nothing: what has arrived is what midwatch says of it. */
export const isRecordOnly = ({ outcome, publication }: SummaryFacts): boolean =>
  publication.kind === "published" && publication.applied !== true && outcome !== undefined && !isStated(outcome);

/** "published 1a2b3c4 to main": what became of the work. */
export function published({ outcome, publication }: SummaryFacts): string {
  switch (publication.kind) {
    case "published":
      if (isRecordOnly({ outcome, publication }))
        return `its record is on ${publication.branch} (${publication.commit.slice(0, 7)})`;
      return `published ${publication.commit.slice(0, 7)} to ${publication.branch}`;
    case "rescued":
      return `kept under ${publication.ref}: ${publication.reason}`;
    case "withdrawn":
      return `${publication.commit.slice(0, 7)} was taken off ${publication.branch}: ${publication.reason}`;
    case "pending":
      if (publication.refused !== undefined) return `not on the branch: ${publication.reason}`;
      return `not published yet: ${publication.reason}`;
    case "none":
      return publication.reason;
  }
}

/** The words of a run that ended by itself are told when its work is published. */
function ran({ result }: Executed): string {
  return result.stopReason === "end_turn" ? "ended by itself" : `${result.stopReason}: ${firstLine(result.text)}`;
}

function selected({ item, considered }: Selected): string {
  const others = considered.length - 1;
  return `${item.title} (${item.tier}, ${item.source})${others > 0 ? `; ${others} passed over` : ""}`;
}

function checked({ upstream, health }: Checked): string {
  const noted = health.filter(({ status }) => status !== "pass").map(({ check, detail }) => `${check}: ${detail}`);
  const checks = `${health.length} checks${noted.length === 0 ? " passed" : ""}`;
  return [`at commit ${upstream.slice(0, 7)}`, checks, ...noted].join("; ");
}

const firstLine = (text: string) => text.trim().split("\n")[0]?.slice(0, 160) ?? "";
