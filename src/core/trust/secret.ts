/** Secret that a text holds: where, and by which rule it was known. Never its words. */
export interface Secret {
  /** "credential TOKEN" for one of the fleet's own, else the rule that knows a key by its shape: "github". */
  readonly rule: string;
  /** Offsets in the text. */
  readonly at: number;
  readonly end: number;
}
