import type { AgentDefinition } from "../contracts/agent.ts";
import type { Backend } from "../contracts/backend.ts";
import type { History } from "../contracts/history.ts";

/** True when an agent's runs cost nothing: its backend says so, and none of them has told of a cost since. */
export async function isFree(
  { name, backend: { use } }: AgentDefinition,
  backend: Pick<Backend, "free">,
  history: Pick<History, "sessions">,
): Promise<boolean> {
  if (backend.free !== true) return false;
  const paid = await history.sessions({ agent: name, backend: use, isPaid: true, limit: 1 });
  return paid.length === 0;
}
