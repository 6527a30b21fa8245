/** Price of a model, in dollars per million tokens; cache reads and writes cost the input's price when left out. */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
}

/** Prices of models, as far as the owner's table and ours say. */
export interface Prices {
  /** The day on which the older of the tables was last compared with reality: "2026-10-24". */
  readonly looked: string;
  /** By a model's own name, through any provider; undefined when no table has it. */
  of(model: string): Price | undefined;
}
