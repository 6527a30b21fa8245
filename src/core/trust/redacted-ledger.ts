import type { Redact } from "../contracts/credentials.ts";
import type { Ledger } from "../contracts/ledger.ts";
import { redacted } from "../text/redacted.ts";

/** Parts of a record that something is found by: were they changed, nothing would be found any more. */
const NAMES: ReadonlySet<string> = new Set(
  "id key ref rev commit base session workspace agent source item path kind state type scope".split(" "),
);
/** Commands that are given a reason as it is; every other text stands in a record. */
const GIVEN_REASONS: ReadonlySet<PropertyKey> = new Set(["skip", "wait", "hold", "drop"]);
const RECORDS: ReadonlySet<PropertyKey> = new Set(
  "lessons taints outbox incidents assumptions waits rescues".split(" "),
);

/** The ledger, told nothing secret: each text is redacted before it is written down. */
export const redactedLedger = (ledger: Ledger, redact: Redact): Ledger => told(ledger, redact);

function told<T extends object>(target: T, redact: Redact): T {
  return new Proxy(target, {
    get(_, name) {
      const found: unknown = Reflect.get(target, name, target);
      if (RECORDS.has(name) && typeof found === "object" && found !== null) return told(found, redact);
      if (typeof found !== "function") return found;
      return (...args: unknown[]): unknown =>
        Reflect.apply(
          found,
          target,
          args.map((each) => clean(name, each, redact)),
        );
    },
  });
}

const clean = (command: PropertyKey, given: unknown, redact: Redact): unknown =>
  typeof given === "string" && !GIVEN_REASONS.has(command) ? given : redacted(given, redact, NAMES);
