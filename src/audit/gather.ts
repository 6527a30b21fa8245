import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Database } from "../core/host/ledger/database.ts";
import type { FleetEvidence } from "./evidence.ts";
import { RepositoryEvidence } from "./repository-evidence.ts";

/** Places of a fleet that an audit looks at. */
export interface AuditedFleet {
  /** Its state folder. */
  readonly state: string;
  readonly workspaces: readonly { readonly name: string; readonly branch: string; readonly remote: string }[];
}

/** The evidence of a fleet, for as long as `work` takes. Reads only: sessions may be at work meanwhile. */
export async function withEvidence<T>(fleet: AuditedFleet, work: (evidence: FleetEvidence) => Promise<T>): Promise<T> {
  const { state, workspaces } = fleet;
  const ledger = new Database(join(state, "ledger.db"), { readOnly: true });
  const config = join(state, "gitconfig");
  const hubOf = (name: string) => join(state, "repos", `${name}.git`);
  try {
    return await work({
      rows: (sql, ...values) => ledger.rows(sql, ...values),
      repositories: workspaces.map((one) => new RepositoryEvidence({ ...one, hub: hubOf(one.name), config })),
      clones: clonesIn(join(state, "sessions")),
    });
  } finally {
    ledger.close();
  }
}

function clonesIn(sessions: string): string[] {
  if (!existsSync(sessions)) return [];
  return readdirSync(sessions).filter((id) => existsSync(join(sessions, id, "clone")));
}
