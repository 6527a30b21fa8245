import type { Verdict } from "../contracts/verdict.ts";

/** The answer that refuses nothing. */
export const allow: Verdict = { ok: true };
/** The answer that refuses, with why: a sentence for a person. */
export const refuse = (reason: string): Verdict => ({ ok: false, reason });
