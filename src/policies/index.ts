import { roundRobin } from "./dispatch/round-robin.ts";
import { disk } from "./health/disk.ts";

/** The policies that come with midwatch, by slot. */
export const policies = { dispatch: [roundRobin], healthCheck: [disk] } as const;
