import type { Embedder } from "../../core/contracts/embedder.ts";
import { MidwatchError, messageOf } from "../../core/errors.ts";

/** A batch that takes longer is given up: a session waits for it. */
const BATCH_MS = 15_000;

export type Embedded =
  | { readonly ok: true; readonly vectors: readonly (readonly number[])[] }
  | { readonly ok: false; readonly reason: string };

/** Vectors that can be trusted to be some: LanceDB would take one of the wrong length, and rank by it. */
export async function embed(
  embedder: Embedder,
  texts: readonly string[],
  { dimension, signal }: { readonly dimension?: number; readonly signal: AbortSignal },
): Promise<Embedded> {
  try {
    const vectors = await embedder.embed(texts, AbortSignal.any([signal, AbortSignal.timeout(BATCH_MS)]));
    const length = dimension ?? vectors[0]?.length ?? 0;
    if (vectors.length !== texts.length)
      throw new MidwatchError(`it answered ${vectors.length} vectors for ${texts.length} texts`);
    for (const vector of vectors) check(vector, length);
    return { ok: true, vectors };
  } catch (thrown) {
    return {
      ok: false,
      reason: `${embedder.model}: ${signal.aborted ? "there is no more time for it now" : messageOf(thrown)}`,
    };
  }
}

function check(vector: readonly number[], length: number): void {
  if (length === 0 || vector.length !== length)
    throw new MidwatchError(`it answered a vector of ${vector.length} numbers instead of ${length || "some"}`);
  if (!vector.every(Number.isFinite)) throw new MidwatchError("it answered a vector that is not made of numbers");
  if (!vector.some((each) => each !== 0)) throw new MidwatchError("it answered a vector of nothing but zeros");
}
