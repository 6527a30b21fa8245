/**
 * Why a remote did not take what was pushed: what passes by itself (`retry`, `busy`), what stands in the way of one ref
 * (`lock`), and what stays so until a person does something.
 */
export const REFUSALS = ["retry", "busy", "lock", "sign-in", "rule", "too-large", "needs-person"] as const;
/** Why a remote did not take what was pushed: what passes by itself, and what stays so until a person does something. @useDeclaredType */
export type RefusalKind = (typeof REFUSALS)[number];

/** A push that was not taken. */
export interface PushRefusal {
  readonly kind: RefusalKind;
  /** The remote's own words, where it has said any: plain text, bounded. */
  readonly said: string;
  /** What would let it through: an instruction for a person. */
  readonly mend: string;
}

/** Whether it passes by itself, so that nobody is asked for anything the first time. */
export const passes = (kind: RefusalKind): boolean => kind === "retry" || kind === "busy";
