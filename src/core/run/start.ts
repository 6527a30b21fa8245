import type { BriefFacts } from "../brief/facts.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { Selected } from "../contracts/session.ts";
import type { Workspace } from "../contracts/workspace.ts";
import { identityOf } from "../text/item-identity.ts";

/** Commit that the session begins with, and the rescued work in it. */
export interface Start {
  readonly base: string;
  readonly rescued?: NonNullable<BriefFacts["rescued"]>;
}

/** Start from the upstream, or from the work of an earlier session on this item that was cut short. */
export async function startOf(
  { ledger }: Pick<Fleet, "ledger">,
  { agent, item, upstream, startedAt }: Selected,
  workspace: Workspace,
): Promise<Start> {
  const intent = await ledger.history.rescued(workspace.name, identityOf(item));
  if (!intent) return { base: upstream };

  const text = `Go on from ${intent.ref}`;
  const merged = await workspace.merge(upstream, intent.commit, { author: agent.name, text, at: startedAt });
  const applied = merged.kind === "merged";
  return { base: applied ? merged.commit : upstream, rescued: { intent, applied } };
}
