import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { SoakWorld } from "./world.ts";

/** How large a fleet's state was after so many sessions. In KiB; loose objects are counted. */
export interface StateSize {
  readonly sessions: number;
  readonly ledger: number;
  readonly hub: number;
  readonly looseObjects: number;
  readonly records: number;
}

export function sizeOfState(world: SoakWorld, sessions: number): StateSize {
  const state = join(world.fleet, ".midwatch");
  return {
    sessions,
    ledger: sizeOf(join(state, "ledger.db")),
    hub: sizeOf(world.hub),
    looseObjects: looseIn(world),
    records: sizeOf(join(state, "sessions")),
  };
}

function looseIn(world: SoakWorld): number {
  if (!existsSync(world.hub)) return 0;
  return Number(world.git(world.hub, "count-objects").split(" ")[0]);
}

/** Files come and go meanwhile: then du says so, and tells the size all the same. */
function sizeOf(path: string): number {
  try {
    return Number(execFileSync("du", ["-sk", path], { encoding: "utf8", stdio: SILENT }).split("\t")[0]);
  } catch (thrown) {
    return Number(String((thrown as { stdout?: string }).stdout ?? "0").split("\t")[0]);
  }
}

const SILENT = ["ignore", "pipe", "ignore"] as ["ignore", "pipe", "ignore"];
