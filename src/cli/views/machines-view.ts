import { spell } from "../../core/text/age.ts";
import { counted } from "../../core/text/wording.ts";
import type { ConnectedMachine } from "../connection/machines.ts";
import { bold, dim, say } from "./print.ts";

/** Machines that are connected to a fleet: whose, when they were last heard of, and how long what they brought had waited. */
export function tellMachines(machines: readonly ConnectedMachine[], now: number): void {
  say(bold("Connected"));
  for (const { person, name, agent, version, heard, brought, waitedSince } of machines) {
    const waited = waitedSince === undefined ? "" : ` that had waited ${spell(heard - waitedSince)}`;
    const came = brought === 0 ? "" : `; came with ${counted(brought, "hand-over")}${waited}`;
    say(`  ${person}@${name}, for ${agent}: heard of ${spell(now - heard)} ago${came} ${dim(`(midwatch ${version})`)}`);
  }
}
