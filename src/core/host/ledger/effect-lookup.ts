import type { Effect } from "../../contracts/effects.ts";
import type { RescueIntent } from "../../contracts/rescues.ts";
import type { ItemRef } from "../../contracts/work.ts";
import { isFruitless, isStated, kindsThat } from "../../text/outcome.ts";
import type { Database } from "./database.ts";
import { type EffectRow, toEffect } from "./rows.ts";

/** Effects of ended sessions that are not confirmed, of one workspace or of all, the oldest first. */
export function unconfirmedIn(db: Database, workspace?: string): readonly Effect[] {
  const sql = `SELECT effect.* FROM effect JOIN session ON session.id = effect.session
    WHERE state IN ('intent', 'sent') AND outcome IS NOT NULL`;
  const order = "ORDER BY effect.id";
  const found =
    workspace === undefined
      ? db.rows<EffectRow>(`${sql} ${order}`)
      : db.rows<EffectRow>(`${sql} AND effect.workspace = ? ${order}`, workspace);
  return found.map(toEffect);
}

/** Publications that have arrived, and that their sessions still say are pending. */
export function untoldIn(db: Database, workspace: string): readonly Effect[] {
  const sql = `SELECT effect.* FROM session JOIN effect ON effect.session = session.id
    WHERE publication ->> 'kind' = 'pending' AND session.workspace = ? AND effect.kind = 'publish'
      AND effect.state = 'confirmed' ORDER BY effect.id`;
  return db.rows<EffectRow>(sql, workspace).map(toEffect);
}

/** Effects of a session, in their order. */
export function effectsOf(db: Database, session: string): readonly Effect[] {
  return db.rows<EffectRow>("SELECT * FROM effect WHERE session = ? ORDER BY id", session).map(toEffect);
}

/** Newest work on an item that waits under a rescue ref, and that no later session has gone on from. */
export function rescuedIn(db: Database, workspace: string, item: ItemRef): RescueIntent | undefined {
  const sql = `SELECT payload FROM effect WHERE workspace = ?1 AND kind = 'rescue'
    AND iif(json_valid(payload), payload ->> '$.item.source' = ?2 AND payload ->> '$.item.id' = ?3
      AND EXISTS (SELECT 1 FROM rescue WHERE rescue.workspace = ?1 AND ref = payload ->> 'ref' AND rescue.kind = 'work'
        AND rescue.state = 'waiting'), false)
    AND NOT EXISTS (SELECT 1 FROM session later WHERE later.id > effect.session AND later.workspace = ?1
      AND later.item ->> 'source' = ?2 AND later.item ->> 'id' = ?3 AND later.publication ->> 'kind' = 'published'
      AND later.outcome ->> 'kind' IN (SELECT value FROM json_each(?4))
      AND later.outcome ->> 'unproven' IS NULL)
    ORDER BY id DESC LIMIT 1`;
  const row = db.row<{ payload: string }>(sql, workspace, item.source, item.id, WENT_ON);
  return row && (JSON.parse(row.payload) as RescueIntent);
}

/** Rescued work is in their hands, or behind them. */
const WENT_ON = kindsThat((outcome) => isStated(outcome) || isFruitless(outcome));
