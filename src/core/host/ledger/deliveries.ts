import type { Draft } from "../../contracts/channel.ts";
import type { Delivery } from "../../contracts/outbox.ts";
import type { Publication } from "../../contracts/outcome.ts";
import type { Database } from "./database.ts";

/** Written as the index has it, and sorted by +id: else the letters of years are gone through in the order of their ids. */
export const NOT_AT_AN_END = "delivery.state IN ('intent', 'sent', 'held')";

/** With what became of the work of its session. */
export const SELECT_DELIVERY =
  "SELECT delivery.*, publication FROM delivery LEFT JOIN session ON session.id = delivery.session";

export interface DeliveryRow
  extends Pick<Delivery, "id" | "channel" | "key" | "state" | "arrived" | "attempts" | "since" | "next" | "reason"> {
  readonly letter: string;
  readonly session: string | null;
  readonly fallback: string | null;
  readonly until: number | null;
  readonly publication: string | null;
}

export function toDelivery({ letter, session, fallback, until, publication, ...row }: DeliveryRow): Delivery {
  return {
    ...row,
    letter: JSON.parse(letter) as Draft,
    ...(session !== null && { session }),
    ...(fallback !== null && { fallback }),
    ...(until !== null && { until }),
    ...(publication !== null && { publication: JSON.parse(publication) as Publication }),
  };
}

/** Letters that have not arrived, the oldest first; or so many of the latest ones. */
export function lettersIn(db: Database, latest: number | undefined): readonly Delivery[] {
  const open = `${SELECT_DELIVERY} WHERE ${NOT_AT_AN_END} ORDER BY +delivery.id`;
  if (latest === undefined) return db.rows<DeliveryRow>(open).map(toDelivery);
  const all = `${SELECT_DELIVERY} ORDER BY delivery.id DESC LIMIT ?`;
  return db.rows<DeliveryRow>(all, latest).map(toDelivery).toReversed();
}
