/** Turns texts into vectors, so that what means the same is found in other words. */
export interface Embedder {
  /** Name of the model that makes its vectors: under another name they are not comparable, and all are made anew. */
  readonly model: string;
  /** One vector for each text, all of one length. Rejects with why there are none. */
  embed(texts: readonly string[], signal: AbortSignal): Promise<readonly (readonly number[])[]>;
}
