import { commandDispatch } from "./command/dispatch.ts";
import { commandCheck } from "./command/health-check.ts";
import { commandSource } from "./command/work-source.ts";
import { roundRobin } from "./dispatch/round-robin.ts";
import { disk } from "./health/disk.ts";

/** The policies that come with midwatch, by slot. Every slot has a `command`: a program of the owner's in its place. */
export const policies = {
  dispatch: [roundRobin, commandDispatch],
  healthCheck: [disk, commandCheck],
  workSource: [commandSource],
} as const;
