import type { RefusalKind } from "../contracts/refusal.ts";

/** True when it passes by itself, so that no person is asked for anything the first time. */
export const passesByItself = (kind: RefusalKind): boolean => kind === "retry" || kind === "busy";
