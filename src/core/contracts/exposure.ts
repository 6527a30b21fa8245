/** File that others may change, and the command that ends that. */
export interface Exposure {
  readonly path: string;
  /** A clause about it: "is writable by everyone (mode 0666)". */
  readonly what: string;
  readonly mend: string;
  /** Epoch milliseconds of the latest change of its permissions, or of itself. */
  readonly since: number;
}
