import { basename, join } from "node:path";
import { MidwatchError } from "../../../core/errors.ts";
import { presentWatch } from "../../../core/host/watch-presence.ts";
import { STATE_FOLDER } from "../../../fleet-folder.ts";
import { openMattersIn } from "../../fleet/open-matters.ts";
import { filePlace, removeEmpty } from "../../moving/text-places.ts";
import { carryOut } from "../units/files.ts";
import { disable } from "../units/systemctl.ts";
import type { Leaving, MachineParts, TextToLeave } from "./leaving.ts";

/** Leaves: midwatch is off before anything else is on again, and the configuration goes last. Can be done again. */
export async function carryOutLeaving(
  leaving: Leaving,
  { systemd }: Pick<MachineParts, "systemd">,
  now: number,
): Promise<void> {
  const { fleet, own, units, texts, record } = leaving;
  for (const { user, changes } of own) {
    await disable(
      { user, json: false },
      changes.map(({ path }) => basename(path)),
    );
    await carryOut(changes);
  }
  await requireNobodyAtWork(fleet);
  // Nothing of it comes into a commit, once .gitignore says nothing about it any more.
  await filePlace(join(fleet, STATE_FOLDER, ".gitignore")).write(Buffer.from("*\n"));
  for (const text of texts.slice(0, -1)) await putBack(text, leaving);
  for (const unit of units) if (unit.isThere && systemd.runs) await systemd.turnOn(unit, unit);
  for (const text of texts.slice(-1)) await putBack(text, leaving);
  if (record.exists) await record.markUndone(now);
}

async function putBack({ place, undone, made }: TextToLeave, { record }: Leaving): Promise<void> {
  if (undone.keep) await record.keep(undone.keep);
  if (undone.fate === "same" || undone.fate === "gone") return;
  await place.write(undone.bytes);
  if (undone.bytes === undefined) removeEmpty(made);
}

/** Rejects while somebody works in the fleet: what they write would come after the last word. */
export async function requireNobodyAtWork(fleet: string): Promise<void> {
  const watch = presentWatch(join(fleet, STATE_FOLDER));
  if (watch)
    throw new MidwatchError(
      `a watch runs as process ${watch.process.pid} (${watch.user}): end it with Ctrl-C there, then leave`,
    );
  const { atWork } = await openMattersIn(fleet);
  if (atWork.length > 0)
    throw new MidwatchError(
      `${atWork.join(", ")} is at work: midwatch stop --all ends that and keeps what was written; then leave`,
    );
}
