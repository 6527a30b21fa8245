import type { Fleet } from "../contracts/fleet.ts";
import type { Finding, Neighbour, ReviewWorkspace } from "../contracts/review.ts";
import type { Executed, Selected } from "../contracts/session.ts";
import { messageOf } from "../errors.ts";
import { plainText } from "../text/plain-text.ts";
import { DUTY_SOURCE } from "../work/duty.ts";

const MAX_NAMED_FINDINGS = 3;

/** A neighbour, or why there is none to be seen. */
interface ReviewVisit {
  readonly neighbour?: Neighbour;
  readonly failure?: string;
}

/** Sessions whose duty is to look at a sibling's workspace: lends it to them, and tells its owner of the findings. */
export class SiblingReviews {
  private readonly fleet: Fleet;
  private readonly reviewWorkspace: ReviewWorkspace;

  constructor(fleet: Fleet, reviewWorkspace: ReviewWorkspace) {
    this.fleet = fleet;
    this.reviewWorkspace = reviewWorkspace;
  }

  /**
   * The neighbour's newest commit in a folder of the session's own, with the findings of a first look; nothing for
   * other work.
   */
  async visit({ agent, item, folder }: Selected, signal: AbortSignal): Promise<ReviewVisit> {
    if (agent.reviews === undefined || item.source !== DUTY_SOURCE) return {};
    try {
      return { neighbour: await this.borrow(agent.reviews, folder, signal) };
    } catch (thrown) {
      return { failure: `${agent.reviews} cannot be reviewed: ${messageOf(thrown)}` };
    }
  }

  private async borrow(neighbour: string, folder: string, signal: AbortSignal): Promise<Neighbour> {
    const workspace = this.fleet.workspaces.get(neighbour);
    const { name, checkout } = workspace;
    const { commit, ...fetched } = await workspace.fetch(signal);
    if (commit === undefined) throw new Error("reason" in fetched ? fetched.reason : `${name} has no commit`);
    const lent = this.fleet.folders.neighbour(folder);
    await workspace.lend(lent, commit);
    const fresh = await this.reviewWorkspace({ folder: lent, isFresh: true, name });
    const owners = checkout === undefined ? [] : await this.lookAt(checkout);
    const known = new Set(owners.map(({ kind }) => kind));
    return { workspace: name, folder: lent, findings: [...owners, ...fresh.filter(({ kind }) => !known.has(kind))] };
  }

  /** One thing that the owner is asked to look at, in place of what an earlier review had found. */
  async tell({ id, agent, neighbour }: Executed): Promise<void> {
    if (!neighbour) return;
    const { ledger, clock } = this.fleet;
    const about = `review:${neighbour.workspace}:`;
    for (const { key } of await ledger.history.obligations()) if (key.startsWith(about)) await ledger.fulfil(key);
    const { findings, workspace } = neighbour;
    if (findings.length === 0) return;
    const named = findings.slice(0, MAX_NAMED_FINDINGS).map(({ what }) => plainText(what).slice(0, 200));
    const more = findings.length > MAX_NAMED_FINDINGS ? `, and ${findings.length - MAX_NAMED_FINDINGS} more` : "";
    const action = `look at what ${agent.name} has found in ${workspace}: ${named.join("; ")}${more} (midwatch show ${id.slice(-8)})`;
    await ledger.oblige({ key: `${about}${id}`, owner: "owner", action, at: clock.now() });
  }

  /** Findings in the owner's own checkout, as far as it can be looked at. */
  private async lookAt(checkout: string): Promise<readonly Finding[]> {
    try {
      return await this.reviewWorkspace({ folder: checkout, isFresh: false });
    } catch (thrown) {
      const what = `${checkout} cannot be read: ${messageOf(thrown)}`;
      return [{ kind: "unreadable", what, why: "what it contains is not known", mend: `ls -ld ${checkout}` }];
    }
  }
}
