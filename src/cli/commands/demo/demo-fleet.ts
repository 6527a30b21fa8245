import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ContainmentName } from "../../../core/contracts/containment.ts";
import { MidwatchError } from "../../../core/errors.ts";
import { systemClock } from "../../../core/host/clock.ts";
import { findContainment } from "../../../core/host/containment.ts";
import { seedRemote } from "../../../core/host/git/seed.ts";
import { CONFIG_FILE } from "../../../fleet-folder.ts";
import { packageRoot } from "../../../package-root.ts";
import { putOnModel, requireModel } from "./demo-backend.ts";
import type { DemoSettings } from "./demo-settings.ts";

const REMOTE = "desk.git";
const SEED = "workspace";
/** Shipped files that are not the demo's: calendars are read where they are, examples are fleets of their own. */
const NOT_ITS_OWN = [SEED, CONFIG_FILE, "calendars", "examples", "prices.yaml", "schema"];

const FLEET = `# The demo's fleet: what is set. midwatch options lists what else may stand here.
workspaces:
  desk: { remote: ./${REMOTE} }
`;

/** A fleet, its workspace and a remote of its own, from what ships with midwatch. False when there is one already. */
export async function makeDemoFleet(folder: string, settings: DemoSettings): Promise<boolean> {
  if (existsSync(join(folder, CONFIG_FILE))) return false;
  if (existsSync(folder) && (await readdir(folder)).length > 0)
    throw new MidwatchError(`${folder} is not empty, and holds no ${CONFIG_FILE}: name an empty or a new folder`);
  requireModel(settings);
  const shipped = join(packageRoot(), "config");
  // Beside its place, and moved there when it is whole: a demo that was interrupted leaves nothing half made.
  const draft = await mkdtemp(join(existsSync(dirname(folder)) ? dirname(folder) : tmpdir(), ".midwatch-demo-"));
  await cp(shipped, draft, { recursive: true, filter: (path) => !leftOut(shipped).includes(path) });
  if (settings.backend !== "command") await putOnModel(draft, settings);
  const { name, modelRefusal } = await findContainment();
  await writeFile(join(draft, CONFIG_FILE), modelRefusal === undefined ? FLEET : FLEET + settlingFor(name));
  await seedRemote(join(shipped, SEED), join(draft, REMOTE), systemClock.now());
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
  return true;
}

const leftOut = (shipped: string) => NOT_ITS_OWN.map((name) => join(shipped, name));

const SETTLED =
  "There was no bubblewrap when this demo was made, and it has nothing to lose; write best when there is.";

/** A demo is for whoever wants to see something, on whatever machine. */
const settlingFor = (name: ContainmentName) => `# ${SETTLED}\ncontainment: ${name}\n`;
