import type { Claim } from "../contracts/claims.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { Wait, WaitAnswer, WaitQuestion, WaitResolver } from "../contracts/waits.ts";
import type { Candidate } from "../contracts/work.ts";
import { messageOf } from "../errors.ts";
import { type Offer, revisionOf } from "./cascade.ts";
import { untilResolver } from "./until.ts";

/** Resolvers that look at waits, and the time between looks. */
export interface Lookout {
  readonly resolvers: readonly WaitResolver[];
  /** Milliseconds that pass between two looks at the same wait. */
  readonly every: number;
}

interface Asking {
  readonly workspace: string;
  readonly claims: readonly Claim[];
}

/**
 * Lets items go on when what they waited for has come about. What was seen is in the ledger: no two processes look
 * twice.
 */
export class Waits {
  private readonly fleet: Pick<Fleet, "ledger" | "clock" | "zone">;
  private readonly resolvers: ReadonlyMap<string, WaitResolver>;
  private readonly every: number;

  constructor(fleet: Pick<Fleet, "ledger" | "clock" | "zone">, { resolvers, every }: Lookout) {
    this.fleet = fleet;
    this.every = every;
    const all = [untilResolver(fleet), ...resolvers];
    this.resolvers = new Map(all.flatMap((resolver) => resolver.kinds.map((kind) => [kind, resolver] as const)));
  }

  /** The offers, with every item that waits for something as it stands now. */
  async apply(offers: readonly Offer[], asking: Asking, signal: AbortSignal): Promise<readonly Offer[]> {
    const known = await this.fleet.ledger.waits.of(asking.workspace);
    if (known.length === 0 && !offers.some(({ candidates }) => candidates.some((one) => one.waitingFor))) return offers;
    return Promise.all(
      offers.map(async (offer) => ({
        ...offer,
        candidates: await Promise.all(
          offer.candidates.map((candidate) => this.judge(candidate, { ...asking, offer, known }, signal)),
        ),
      })),
    );
  }

  private async judge(
    candidate: Candidate,
    { workspace, claims, offer, known }: Asking & { readonly offer: Offer; readonly known: readonly Wait[] },
    signal: AbortSignal,
  ): Promise<Candidate> {
    const { source, id } = candidate.sameAs ?? { source: offer.source, id: candidate.id };
    const isIts = (one: { readonly source: string; readonly item: string }) => one.source === source && one.item === id;
    const own = known.filter(isIts);
    const conditions = candidate.waitingFor ?? own.map(({ condition }) => condition);
    const claim = claims.find(isIts);
    const isDone = claim?.state === "done" && (candidate.sameAs !== undefined || claim.rev === revisionOf(candidate));
    const isOver = candidate.state === "ready" && !isDone;
    if (conditions.length === 0 || candidate.state === "blocked") return candidate;
    // Freed by what it waited for, or changed since: it says why.
    if (isOver) return own.length > 0 && own.every(isMet) ? { ...candidate, reason: metReason(own) } : candidate;
    const seen: Wait[] = [];
    const since = Date.parse(candidate.fields?.waiting_since ?? "") || this.fleet.clock.now();
    const begun = (condition: string): Wait => ({
      workspace: candidate.shared ? "*" : workspace,
      source,
      item: id,
      condition,
      since,
      checked: 0,
      state: "pending",
      reason: "",
    });
    for (const condition of conditions) {
      const wait = own.find((one) => one.condition === condition) ?? begun(condition);
      if (!own.includes(wait)) await this.fleet.ledger.waits.expect(wait);
      seen.push(await this.look(wait, signal));
    }
    return { ...candidate, ...waitState(seen) };
  }

  private async look(wait: Wait, signal: AbortSignal): Promise<Wait> {
    const now = this.fleet.clock.now();
    const isFresh = wait.checked > 0 && wait.checked <= now && now - wait.checked < this.every;
    if (wait.state === "met" || isFresh) return wait;
    const { state, reason } = await this.ask(wait, signal);
    const told = { state, reason: state === "pending" ? `${reason}, as of ${new Date(now).toISOString()}` : reason };
    await this.fleet.ledger.waits.saw(wait, told, now);
    return { ...wait, ...told, checked: now };
  }

  private async ask(wait: Wait, signal: AbortSignal): Promise<WaitAnswer> {
    const question = questionOf(wait);
    const resolver = this.resolvers.get(question.kind);
    if (!resolver) {
      const known = [...this.resolvers.keys()].join(", ");
      return {
        state: "pending",
        reason: `there is no part that checks this kind of wait (known: ${known}); a person has to say when it is met`,
      };
    }
    try {
      return await resolver.look(question, signal);
    } catch (thrown) {
      return { state: "pending", reason: `it could not be checked: ${messageOf(thrown)}` };
    }
  }
}

function questionOf({ condition, since }: Wait): WaitQuestion {
  const [kind = "", ...about] = condition.split(" ");
  return { kind: kind.toLowerCase(), about: about.join(" "), since };
}

const isMet = ({ state }: Wait) => state === "met";

function waitState(seen: readonly Wait[]): Pick<Candidate, "state" | "reason"> {
  if (seen.every(isMet)) return { state: "ready", reason: metReason(seen) };
  const open = seen.filter((wait) => !isMet(wait));
  const reason = open.map((wait) => `for ${wait.condition}: ${wait.reason}`).join("; ");
  return { state: open.some(({ state }) => state === "never") ? "blocked" : "waiting", reason };
}

const metReason = (seen: readonly Wait[]) =>
  `it waited for ${seen.map(({ condition, reason }) => `${condition}: ${reason}`).join("; ")}`;
