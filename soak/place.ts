import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SoakPlace } from "./world.ts";

/** In MiB: enough for a thousand sessions, and filled in a second. */
const DISK = 4_096;

/** Folders for a world, on a disk of its own where this machine lets us have one. */
export async function makePlace(): Promise<{ place: SoakPlace; ownDisk: boolean; remove: () => void }> {
  const root = mkdtempSync(join(tmpdir(), "midwatch-soak-"));
  const outside = mkdtempSync(join(tmpdir(), "midwatch-soak-outside-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${DISK}m`, "tmpfs", root], { stdio: "ignore" });
  const ownDisk = mounted.status === 0;
  return {
    place: { root, outside, port: await freePort() },
    ownDisk,
    remove() {
      if (ownDisk) spawnSync("umount", ["-l", root], { stdio: "ignore" });
      for (const folder of [root, outside]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
