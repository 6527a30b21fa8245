import { join } from "node:path";
import { z } from "zod";
import { messageOf } from "../../../core/errors.ts";
import { readDocument } from "../../connection/connections.ts";
import { machineFolder } from "../../connection/machines.ts";
import { writeWhole } from "../../connection/whole-file.ts";
import type { HandOver, Landing } from "../../connection/wire.ts";
import type { OpenFleet } from "../../fleet/open-fleet.ts";
import { claimFor, releaseFor } from "./claims.ts";
import type { HandedBy, Landed } from "./landed.ts";
import { keepNotes } from "./notes.ts";

const Noted = z.object({ state: z.enum(["landed", "refused"]), said: z.array(z.string()) });

/**
 * Takes what a connected machine hands over, each once: what has landed is written down, and whoever sends it again gets
 * the same answer. What it does is done again without harm where it was killed before that.
 */
export class Landings {
  private readonly fleet: OpenFleet;
  private readonly by: HandedBy;

  constructor(fleet: OpenFleet, by: HandedBy) {
    this.fleet = fleet;
    this.by = by;
  }

  async take(what: HandOver): Promise<Landing> {
    const { locks } = this.fleet.fleet;
    try {
      const lock = await locks.hold(`connected-${this.by.machine.id}`, this.fleet.signal);
      try {
        return { type: "landing", id: what.id, ...(await this.once(what)) };
      } finally {
        lock.release();
      }
    } catch (thrown) {
      return { type: "landing", id: what.id, state: "later", said: [messageOf(thrown)] };
    }
  }

  private async once(what: HandOver): Promise<z.infer<typeof Noted>> {
    const path = join(machineFolder(this.fleet.folder, this.by.machine.id), "landed", `${what.id}.json`);
    const before = readDocument(path, Noted);
    if (before) return before;
    const { state, said } = await this.land(what);
    const landed = { state, said: [...said] };
    await writeWhole(path, `${JSON.stringify(landed)}\n`);
    return landed;
  }

  private land(what: HandOver): Promise<Landed> {
    if (what.kind === "claim") return claimFor(this.fleet, this.by, what);
    return what.kind === "release" ? releaseFor(this.fleet, this.by, what) : keepNotes(this.fleet, this.by, what);
  }
}
