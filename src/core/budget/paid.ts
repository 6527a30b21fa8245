import type { AgentDefinition } from "../contracts/agent.ts";
import type { Backend } from "../contracts/backend.ts";
import type { History } from "../contracts/ledger.ts";

/** Sessions of an agent among which one that has cost something is looked for. */
const CHECKED_SESSIONS = 50;

/** Whether an agent's runs cost nobody anything: its backend says so, and none of them has told of a cost since. */
export async function isFree(
  { name, backend: { use } }: AgentDefinition,
  backend: Pick<Backend, "free">,
  history: Pick<History, "sessions">,
): Promise<boolean> {
  if (backend.free !== true) return false;
  const latest = await history.sessions({ agent: name, limit: CHECKED_SESSIONS });
  return !latest.some(({ backend: by, usage }) => by === use && (usage?.micros ?? 0) > 0);
}
