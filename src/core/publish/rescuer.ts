import type { RescueEffect } from "../contracts/effects.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { Pushed } from "../contracts/workspace.ts";
import { postpone } from "../landing/postponing.ts";

/** Session, agent, workspace and item that the rescued work belongs to. */
export interface Rescued {
  readonly session: string;
  readonly agent: string;
  readonly workspace: string;
  /** Missing where the item's next session must not start from it. */
  readonly item?: { readonly source: string; readonly id: string };
  /** Reason why the work is kept; missing where its session's end says so. */
  readonly reason?: string;
}

/** The session whose work a rescue ref holds. */
export const sessionIn = (ref: string): string | undefined =>
  /^refs\/midwatch\/rescue\/[^/]+\/(?<session>[^/]+)\//.exec(ref)?.groups?.session;

/** Keeps work that was not published where no agent can reach it, and on the remote as soon as that answers. */
export class Rescuer {
  private readonly fleet: Pick<Fleet, "workspaces" | "ledger" | "clock">;

  constructor(fleet: Pick<Fleet, "workspaces" | "ledger" | "clock">) {
    this.fleet = fleet;
  }

  /** The ref that holds the commit. The same commit of the same session is kept once. */
  async rescue(whose: Rescued, commit: string, signal = AbortSignal.timeout(60_000)): Promise<string> {
    const { session, agent, workspace, item, reason } = whose;
    const earlier = await this.earlier(session);
    const same = await this.refOf(session, commit);
    if (same) return same;

    const ref = `refs/midwatch/rescue/${agent}/${session}/${earlier.length + 1}`;
    const hub = this.fleet.workspaces.get(workspace); // the session has found it
    await hub.keep(ref, commit);
    // How much it is, is worth knowing; that it is kept does not depend on it.
    const about = {
      at: this.fleet.clock.now(),
      ...(reason !== undefined && { reason }),
      ...(await hub.keptRefs.extent(commit).catch(() => undefined)),
    };
    const payload = { ref, commit, ...(item && { item: { source: item.source, id: item.id } }), ...about };
    const effect = await this.fleet.ledger.intend<RescueEffect>({ kind: "rescue", payload, session, workspace });
    await this.send(effect, signal);
    return ref;
  }

  /** Rescue ref that holds a session's commit; undefined when it is not kept. */
  async refOf(session: string, commit: string): Promise<string | undefined> {
    return (await this.earlier(session)).find(({ payload }) => payload.commit === commit)?.payload.ref;
  }

  private async earlier(session: string): Promise<RescueEffect[]> {
    return (await this.fleet.ledger.history.effects(session)).filter((effect) => effect.kind === "rescue");
  }

  /** To the remote. What does not arrive stays in the hub, and is sent by the next session. */
  async send(effect: RescueEffect, signal: AbortSignal): Promise<Pushed> {
    const { id, payload, workspace } = effect;
    const pushed = await this.fleet.workspaces.get(workspace).push(payload.commit, payload.ref, signal);
    if (pushed.kind === "pushed") await this.fleet.ledger.confirm(id);
    else await postpone(this.fleet, effect, pushed);
    return pushed;
  }
}
