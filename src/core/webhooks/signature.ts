import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { HookRequest, SignatureKind } from "../contracts/webhooks.ts";

/** Key that names a proved event, or the reason why its sender is not proved. */
export type Proved = { readonly ok: true; readonly key: string } | { readonly ok: false; readonly reason: string };

/** A signed request is worth something for so long, and a clock may be off by as much. */
const TOLERANCE_S = 5 * 60;

interface SignatureBasis {
  readonly secret: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Proof that the sender of those bytes knows the secret. In constant time, over the bytes as they came. */
export function prove(kind: SignatureKind, request: HookRequest, known: SignatureBasis): Proved {
  return kind === "github" ? github(request, known) : standard(request, known);
}

/**
 * Proof by GitHub's signature. A delivery's id is not signed, so that it could be made up: the key of the event is from
 * its body.
 */
function github(request: HookRequest, { secret }: SignatureBasis): Proved {
  const given = only(request, "x-hub-signature-256");
  if (given === undefined) return refuse("it has no X-Hub-Signature-256, or more than one");
  const hex = /^sha256=(?<hex>[0-9a-f]{64})$/.exec(given)?.groups?.hex;
  if (hex === undefined) return refuse("its signature is not sha256= and 64 hexadecimal digits in lower case");
  const right = createHmac("sha256", secret).update(request.body).digest();
  if (!timingSafeEqual(Buffer.from(hex, "hex"), right)) return refuse(UNPROVED);
  return { ok: true, key: createHash("sha256").update(request.body).digest("hex") };
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function standard(request: HookRequest, { secret, now }: SignatureBasis): Proved {
  const [id, time, given] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => only(request, name));
  if (id === undefined || time === undefined || given === undefined)
    return refuse("it needs webhook-id, webhook-timestamp and webhook-signature, each of them once");
  if (!/^\d{1,12}$/.test(time) || Math.abs(now / 1000 - Number(time)) > TOLERANCE_S)
    return refuse("its webhook-timestamp is more than five minutes off");
  const right = createHmac("sha256", keyIn(secret)).update(`${id}.${time}.`).update(request.body).digest();
  const proofs = given.split(" ", MOST_PROOFS).flatMap((one) => (one.startsWith("v1,") ? [one.slice(3)] : []));
  const isProved = proofs.map((one) => isSame(Buffer.from(one, "base64"), right)).includes(true);
  return isProved ? { ok: true, key: createHash("sha256").update(id).digest("hex") } : refuse(UNPROVED);
}

const UNPROVED = "its signature does not match: is the secret the same at both ends?";
/** While a sender changes its secret, it signs with the old one and the new one. */
const MOST_PROOFS = 4;

const refuse = (reason: string): Proved => ({ ok: false, reason });

/** Value of a header; undefined unless it stands there exactly once. */
function only({ headers }: HookRequest, name: string): string | undefined {
  const values = headers.filter(([given]) => given.toLowerCase() === name);
  return values.length === 1 ? values[0]?.[1] : undefined;
}

const isSame = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b);

/** As the standard has them; a secret of another make is taken as it is. */
const keyIn = (secret: string): Buffer | string =>
  secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : secret;
