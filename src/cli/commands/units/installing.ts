import { basename } from "node:path";
import { carryOut, changesTo, type UnitChange } from "./files.ts";
import { installationOf } from "./found.ts";
import { lingers, unitFolder } from "./place.ts";
import { enabled, unitsOf } from "./render.ts";
import type { Scope } from "./scope.ts";
import { disable, enable } from "./systemctl.ts";
import { render } from "./unit.ts";

/** Choices of an installation. */
export interface InstallScope extends Scope {
  readonly timers: boolean;
  /** Started at once. */
  readonly now: boolean;
}

/** Units that run a fleet, and what of them is not there yet. */
export interface ProposedUnits {
  readonly units: readonly { readonly name: string; readonly text: string }[];
  readonly changes: readonly UnitChange[];
  readonly enable: readonly string[];
  readonly lingers: boolean;
}

/** Proposes the units of a fleet. Changes nothing. */
export async function proposeUnits(args: InstallScope): Promise<ProposedUnits> {
  const installation = await installationOf(args);
  const units = unitsOf(installation);
  const rendered = units.map((unit) => ({ name: unit.name, text: render(unit, installation.fleet) }));
  const wanted = new Map(rendered.map(({ name, text }) => [name, text]));
  const changes = await changesTo(unitFolder(args), installation.fleet, wanted);
  return { units: rendered, changes, enable: enabled(units), lingers: !args.user || lingers() };
}

/**
 * Writes and starts the units; one that is no longer wanted is stopped before it goes: afterwards systemd knows it by
 * no name.
 */
export async function writeUnits(args: InstallScope, { changes, enable: wanted }: ProposedUnits): Promise<void> {
  const gone = changes.filter(({ after }) => after === undefined).map(({ path }) => basename(path));
  await disable(args, gone);
  await carryOut(changes);
  if (args.now) await enable(args, wanted);
}

/** Takes back what `writeUnits` did or began: the units are as they were before it. */
export async function unwriteUnits(args: InstallScope, { changes }: ProposedUnits): Promise<void> {
  const made = changes.filter(({ before }) => before === undefined).map(({ path }) => basename(path));
  await disable(args, made);
  await carryOut(
    changes.map(({ path, before, after }) => ({
      path,
      ...(after !== undefined && { before: after }),
      ...(before !== undefined && { after: before }),
    })),
  );
}
