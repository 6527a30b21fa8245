/**
 * Reasons why a remote did not take what was pushed: some pass by themselves (`retry`, `busy`), one stands in the way
 * of one ref (`lock`), and the others stay so until a person does something.
 */
export const REFUSALS = ["retry", "busy", "lock", "sign-in", "rule", "too-large", "needs-person"] as const;
/**
 * Reason why a remote did not take what was pushed: it passes by itself, or stays so until a person does something.
 * @useDeclaredType
 */
export type RefusalKind = (typeof REFUSALS)[number];

/** A push that was not taken. */
export interface PushRefusal {
  readonly kind: RefusalKind;
  /** The remote's own words, where it has said any: plain text, bounded. */
  readonly said: string;
  /** Instruction for a person: what would let it through. */
  readonly mend: string;
}
