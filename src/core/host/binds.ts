import { isWithin } from "./paths.ts";

/** A place of the machine's as a session's programs find it. */
export interface Bind {
  readonly how: "read" | "write" | "hide";
  /** Without links in it. */
  readonly place: string;
  /** As it was named. */
  readonly named: string;
  /** True for a place of the session itself: it is seen even within a place that is hidden otherwise. */
  readonly own: boolean;
}

const DEGREES = ["read", "write", "hide"] as const;

/**
 * Binds in the order in which they have to be made: deeper places come later, so that no folder covers a bind within
 * it. A writable place stays writable, whatever else names it; a hidden place stays hidden for all but the session's
 * own.
 */
export function arranged(binds: readonly Bind[]): Bind[] {
  const hidden = binds.filter(({ how }) => how === "hide");
  const seen = binds.filter(
    ({ place, how, own }) => how === "hide" || own || !hidden.some((h) => isWithin(h.place, place)),
  );
  const written = seen.filter(({ how }) => how === "write");
  const isWritten = ({ how, place }: Bind) =>
    how === "read" &&
    written.some((w) => isWithin(w.place, place) && !hidden.some((h) => isBetween(w.place, h.place, place)));
  const rank = ({ place, how }: Bind) => [depthOf(place), DEGREES.indexOf(how)] as const;
  // By another name it is to be found there, too.
  const kept = seen.flatMap((bind) =>
    isWritten(bind) ? (bind.named === bind.place ? [] : [asWritten(bind)]) : [bind],
  );
  return kept.toSorted((a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1]);
}

const asWritten = (bind: Bind): Bind => ({ ...bind, how: "write" });

const isBetween = (outer: string, middle: string, inner: string) => isWithin(outer, middle) && isWithin(middle, inner);

const depthOf = (place: string) => place.split("/").filter(Boolean).length;
