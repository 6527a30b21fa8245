import type { Embedder } from "../../../core/contracts/embedder.ts";
import { messageOf } from "../../../core/errors.ts";
import { whyNoLibrary } from "../../../memory/index/library.ts";

const MAX_EMBEDDING_MS = 10_000;

/** By what memories are found in other words, and why they are not. */
export interface Meaning {
  readonly model?: string;
  readonly trouble?: string;
}

/** Asked with a word: that one is configured does not say that it is there. */
export async function meaningBy(embedder: Embedder | undefined, signal: AbortSignal): Promise<Meaning> {
  if (!embedder) return {};
  const { model } = embedder;
  const soon = AbortSignal.any([signal, AbortSignal.timeout(MAX_EMBEDDING_MS)]);
  return embedder.embed(["watch"], soon).then(
    async () => {
      const trouble = await whyNoLibrary();
      return { model, ...(trouble !== undefined && { trouble }) };
    },
    (thrown: unknown) => ({ model, trouble: messageOf(thrown) }),
  );
}
