import type { KeptTip, Publication } from "../../contracts/outcome.ts";
import type { Rescue, RescueEnd, RescueFilter, RescueIntent, RescueRecord } from "../../contracts/rescues.ts";
import { unsentKey } from "../../text/unsent-key.ts";
import type { Database } from "./database.ts";
import { OWN_WORK } from "./schema.ts";

/** Kept work, and its later states. Methods that are not async run inside a transaction. */
export class SqliteRescues implements RescueRecord {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  async end({ workspace, ref, state, reason, by, at }: RescueEnd): Promise<boolean> {
    return this.db.transaction(() => {
      if (this.db.write(END, state, reason, by ?? null, at, workspace, ref) === 0) return false;
      this.db.write(ASK_NOBODY, workspace, ref);
      if (state === "dropped") this.sendNoMore(workspace, ref, reason);
      return true;
    });
  }

  async leftRemote(workspace: string, ref: string): Promise<void> {
    this.db.write("UPDATE rescue SET off_remote = 1 WHERE workspace = ? AND ref = ?", workspace, ref);
  }

  async staysOnRemote(workspace: string, ref: string, until: number): Promise<void> {
    this.db.write("UPDATE rescue SET next = ? WHERE workspace = ? AND ref = ?", until, workspace, ref);
  }

  /** Keeps the work that a session was kept from publishing. */
  keepWork(workspace: string, session: string, intent: RescueIntent): void {
    const { ref, commit, at, reason = "", commits = null, files = null, bytes = null } = intent;
    const what = { kind: "work", commit, from: OWN_WORK, commits, files, bytes, reason };
    this.add({ ref, session, ...this.ofSession(session), ...what, workspace, ...(at !== undefined && { at }) });
  }

  /** Keeps the tips that a session left elsewhere than in its published work. */
  keepTips(session: string, tips: readonly KeptTip[] = []): void {
    for (const { ref, from, commits, files, bytes = null } of tips) {
      if (this.db.write(NO_WORK_BUT_A_TIP, from, session, ref) > 0) continue;
      // It is in the hub alone: nothing goes to the remote but what would have been published.
      const what = { kind: "tip", from, commits, files, bytes, reason: "it is in nothing published", off_remote: 1 };
      this.add({ ref, session, ...this.ofSession(session), ...what });
    }
  }

  /** Adds the reason a session's own work is not published, where none was given when it was kept. */
  explain(session: string, publication: Publication): void {
    if (publication.kind !== "published" && publication.reason !== "")
      this.db.write(EXPLAIN, publication.reason, session);
  }

  /** Sets work that was put on the branch, and is off it again, to waiting once more. */
  reopen(session: string, { reason, ref = "" }: Extract<Publication, { kind: "withdrawn" }>): void {
    this.db.write(REOPEN, reason, session, ref);
  }

  /** The earlier sessions' own work on its item, where that is done and published by now. */
  supersede(session: string): void {
    if (this.db.write(SUPERSEDE, session) > 0) this.db.write(ASK_NO_MORE);
  }

  /**
   * Ends the effects of dropped work that had not reached the remote: neither its ref nor its work on the branch is
   * sent.
   */
  private sendNoMore(workspace: string, ref: string, reason: string): void {
    for (const effect of this.db.rows<{ id: string; session: string; kind: string }>(UNSENT, workspace, ref)) {
      this.db.write("UPDATE effect SET state = 'confirmed', reason = 'dropped' WHERE id = ?", effect.id);
      this.db.write(SETTLE, unsentKey(effect.id));
      if (effect.kind === "publish") this.db.write(TELL_DROPPED, ref, reason, effect.session);
    }
  }

  private add(row: Readonly<Record<string, string | number | null>> & { readonly session: string }): void {
    const n = this.db.row<{ n: number }>("SELECT count(*) + 1 AS n FROM rescue WHERE session = ?", row.session)?.n ?? 1;
    this.db.insert("rescue", { ...row, n, state: "waiting" }, "INSERT OR IGNORE");
  }

  private ofSession(session: string): Readonly<Record<"workspace" | "source" | "item" | "at", string | number | null>> {
    const sql = `SELECT workspace, item ->> 'source' AS source, item ->> 'id' AS item, coalesce(ended, started) AS at
      FROM session WHERE id = ?`;
    return this.db.row(sql, session) ?? { workspace: null, source: null, item: null, at: 0 };
  }
}

/** Kept work, the oldest first. */
export function rescuesIn(
  db: Database,
  { workspace, session, state, item, offRemote }: RescueFilter,
): readonly Rescue[] {
  const off_remote = offRemote === undefined ? undefined : Number(offRemote);
  const wanted = Object.entries({ workspace, session, state, source: item?.source, item: item?.id, off_remote });
  const given = wanted.filter((one): one is [string, string | number] => one[1] !== undefined);
  const where = given.map(([column]) => `rescue.${column} = ?`).join(" AND ") || "true";
  const sql = `SELECT rescue.*, session.agent, session.item ->> 'title' AS title, session.short,
      (SELECT count(*) FROM rescue sibling WHERE sibling.session = rescue.session) AS siblings FROM rescue JOIN session ON session.id = rescue.session
    WHERE ${where} ORDER BY rescue.at, rescue.session, rescue.n`;
  return db.rows<RescueRow>(sql, ...given.map(([, value]) => value)).map(toRescue);
}

type KnownRescue = Omit<
  Rescue,
  "name" | "item" | "commit" | "commits" | "files" | "bytes" | "by" | "endedAt" | "offRemote"
>;
type Measures = { readonly [Name in "commits" | "files" | "bytes"]: number | null };
type RescueRow = KnownRescue &
  Measures & { readonly [Name in "source" | "item" | "title" | "commit" | "by"]: string | null } & {
    readonly [Name in "n" | "siblings" | "off_remote"]: number;
  } & {
    readonly ended: number | null;
    readonly short: string;
  };

function toRescue(row: RescueRow): Rescue {
  const { n, siblings, short, source, item, title, commit, commits, files, bytes, by, ended, off_remote, ...known } =
    row;
  return {
    ...known,
    name: siblings === 1 ? short : `${short}-${n}`,
    offRemote: off_remote === 1,
    ...(source !== null && item !== null && { item: { source, id: item, title: title ?? item } }),
    ...(commit !== null && { commit }),
    ...(commits !== null && { commits }),
    ...(files !== null && { files }),
    ...(bytes !== null && { bytes }),
    ...(by !== null && { by }),
    ...(ended !== null && { endedAt: ended }),
  };
}

const END = `UPDATE rescue SET state = ?1, reason = ?2, "by" = ?3, ended = ?4 WHERE workspace = ?5 AND ref = ?6
  AND (state = 'waiting' OR (?1 IN ('dropped', 'applied') AND state NOT IN ('dropped', ?1)))`;

/** Settles the obligation to merge kept work. */
const ASK_NOBODY = `UPDATE obligation SET settled = 1 WHERE settled IS NULL
  AND EXISTS (SELECT 1 FROM rescue WHERE workspace = ? AND ref = ? AND kind = 'work'
    AND key IN ('conflict:' || session, 'withdrawn:' || session))`;

const UNSENT = `SELECT id, session, kind FROM effect WHERE state IN ('intent', 'sent') AND workspace = ?1
  AND (kind = 'rescue' AND payload ->> 'ref' = ?2 OR kind = 'publish' AND EXISTS (SELECT 1 FROM rescue
    WHERE rescue.workspace = ?1 AND ref = ?2 AND rescue.session = effect.session AND rescue.kind = 'work' AND "commit" = payload ->> 'work'))`;

const SETTLE = "UPDATE obligation SET settled = 1 WHERE settled IS NULL AND key = ?";

const TELL_DROPPED = `UPDATE session SET publication = json_object('kind', 'rescued', 'ref', ?, 'reason', 'it was dropped: ' || ?)
  WHERE id = ? AND publication ->> 'kind' = 'pending'`;

const NO_WORK_BUT_A_TIP = `UPDATE rescue SET kind = 'tip', "from" = ? WHERE session = ? AND ref = ?`;

const EXPLAIN = `UPDATE rescue SET reason = ? WHERE session = ? AND kind = 'work' AND state = 'waiting' AND reason = ''`;

const REOPEN = `UPDATE rescue SET state = 'waiting', reason = ?, "by" = NULL, ended = NULL
  WHERE session = ? AND ref = ? AND state <> 'dropped'`;

const SUPERSEDE = `UPDATE rescue SET state = 'superseded', ended = later.ended,
    reason = 'session ' || substr(later.id, -8) || ' has done and published the item'
  FROM session later WHERE later.id = ? AND later.publication ->> 'kind' = 'published' AND later.outcome ->> 'kind' = 'done' AND later.outcome ->> 'unproven' IS NULL
    AND rescue.state = 'waiting' AND rescue.kind = 'work' AND rescue.session < later.id AND rescue.workspace = later.workspace
    AND rescue.source = later.item ->> 'source' AND rescue.item = later.item ->> 'id'`;

const ASK_NO_MORE = `UPDATE obligation SET settled = 1 WHERE settled IS NULL
  AND substr(key, instr(key, ':') + 1) IN (SELECT session FROM rescue WHERE kind = 'work' AND state = 'superseded')
  AND (key LIKE 'conflict:%' OR key LIKE 'withdrawn:%')`;
