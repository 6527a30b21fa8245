import { join } from "node:path";
import { MidwatchError } from "../../../core/errors.ts";
import { hasCrontab } from "../../../core/host/crontab.ts";
import { shellWord } from "../../../core/text/shell-word.ts";
import { STATE_FOLDER } from "../../../fleet-folder.ts";
import { writeWhole } from "../../connection/whole-file.ts";
import { OWN_LINE } from "../../moving/turned-off.ts";
import { type InstallScope, type ProposedUnits, proposeUnits, unwriteUnits, writeUnits } from "../units/installing.ts";
import { thisProgram } from "../units/place.ts";
import type { TurningOn } from "./carry-out.ts";

/** Way in which midwatch is run from now on. */
export interface WayOn extends TurningOn {
  /** Sentences on what is written and started. */
  readonly told: readonly string[];
  /** True where all of it is there already. */
  readonly isOn: boolean;
}

/** Units where systemd runs the machine; else lines of the person's crontab. Rejects where there is neither. */
export async function wayOn(
  fleet: string,
  scope: InstallScope,
  { systemd, crontab }: { systemd: boolean; crontab: string },
): Promise<WayOn> {
  if (systemd) return byUnits(scope, await proposeUnits(scope));
  if (!(await hasCrontab()))
    throw new MidwatchError(
      "this machine has neither systemd nor a crontab program: nothing would run midwatch, so the old jobs stay",
    );
  return byCron(fleet, crontab);
}

function byUnits(scope: InstallScope, proposed: ProposedUnits): WayOn {
  const { changes, enable, lingers } = proposed;
  return {
    lines: [],
    start: async () => {
      try {
        await writeUnits({ ...scope, now: true }, proposed);
      } catch (thrown) {
        // The reason for not starting is what is told.
        await unwriteUnits(scope, proposed).catch(() => {});
        throw thrown;
      }
    },
    isOn: changes.length === 0,
    told: [
      ...changes.map(({ path, after }) => `${path}: ${after === undefined ? "removed" : "written"}`),
      `started: ${enable.join(", ")}`,
      ...(lingers ? [] : ["they end when you sign out: loginctl enable-linger keeps them running"]),
    ],
  };
}

function byCron(fleet: string, crontab: string): WayOn {
  const script = join(fleet, STATE_FOLDER, "by-cron");
  const call = shellWord(script).replaceAll("%", "\\%");
  const lines = [
    `* * * * * ${call} tick >/dev/null ${OWN_LINE}`,
    `*/10 * * * * ${call} check-dues >/dev/null ${OWN_LINE}`,
  ];
  const missing = lines.filter((line) => !crontab.split("\n").includes(line));
  return {
    lines: missing,
    start: () => writeWhole(script, scriptText(fleet), 0o700),
    isOn: missing.length === 0,
    told: missing.map((line) => `your crontab: ${line}`),
  };
}

/** A crontab's lines are short, and cron has a PATH of its own. */
function scriptText(fleet: string): string {
  const { program, path } = thisProgram();
  return `#!/bin/sh\n# Written by midwatch cutover: a crontab runs midwatch by this.\nPATH=${shellWord(path)}\nexport PATH\nexec ${program.map(shellWord).join(" ")} "$@" --fleet ${shellWord(fleet)}\n`;
}
