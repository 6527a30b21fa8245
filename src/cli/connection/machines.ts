import { readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readDocument } from "./connections.ts";
import { machinesFolder } from "./place.ts";
import { writeWhole } from "./whole-file.ts";
import type { Hello } from "./wire.ts";

const ConnectedMachine = z.object({
  id: z.string(),
  name: z.string(),
  person: z.string(),
  agent: z.string(),
  version: z.string(),
  /** Epoch milliseconds: when it was connected, and when it last was heard of. */
  since: z.number(),
  heard: z.number(),
  /** Number of hand-overs that it came with the last time, and since when the oldest had waited. */
  brought: z.number(),
  waitedSince: z.number().optional(),
});
export type ConnectedMachine = z.infer<typeof ConnectedMachine>;

/** Folder in a fleet's state of what is known of a machine. */
export const machineFolder = (fleet: string, id: string): string => join(machinesFolder(fleet), id);

/** Notes that a machine was heard of, and what it came with. */
export async function noteMachine(
  fleet: string,
  { machine, version }: Pick<Hello, "machine" | "version">,
  { agent, now }: { readonly agent: string; readonly now: number },
): Promise<void> {
  const path = join(machineFolder(fleet, machine.id), "machine.json");
  const { since } = readDocument(path, ConnectedMachine) ?? { since: now };
  const { id, name, person, waiting: brought, since: waitedSince } = machine;
  const known = { id, name, person, agent, version, since, heard: now, brought };
  await writeWhole(path, `${JSON.stringify({ ...known, ...(waitedSince !== undefined && { waitedSince }) })}\n`);
}

/** Machines that are connected to a fleet, the one that was heard of last first. */
export function connectedMachines(fleet: string): readonly ConnectedMachine[] {
  const found = idsIn(machinesFolder(fleet)).flatMap(
    (id) => readDocument(join(machineFolder(fleet, id), "machine.json"), ConnectedMachine) ?? [],
  );
  return found.toSorted((a, b) => b.heard - a.heard);
}

function idsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
