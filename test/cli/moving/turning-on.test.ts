import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { wayOn } from "../../../src/cli/commands/cutover/turning-on.ts";

const isBooted = existsSync("/run/systemd/system");

/** A fleet, and a person whose units are in a folder of the test's. */
function fleet(): { folder: string; units: string } {
  const root = mkdtempSync(join(tmpdir(), "midwatch-on-"));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true, force: true });
  });
  vi.stubEnv("XDG_CONFIG_HOME", root);
  const folder = join(root, "fleet");
  mkdirSync(join(folder, "agents"), { recursive: true });
  writeFileSync(join(folder, "midwatch.yaml"), "workspaces: { desk: { remote: ../desk.git } }\n");
  const settings = "backend: { use: command, run: [cat] }\nworkspace: desk\nwork: duty\nwhen: every 1h";
  writeFileSync(join(folder, "agents/ada.md"), `---\n${settings}\n---\nWork.\n`);
  return { folder, units: join(root, "systemd/user") };
}

it.skipIf(isBooted)(
  "units that systemd does not start are taken away again (skipped where it would start them)",
  async () => {
    const { folder, units } = fleet();
    const runAs = userInfo().username;
    const scope = { fleet: folder, json: false, user: true, runAs, timers: false, now: true };
    const way = await wayOn(folder, scope, { systemd: true, crontab: "" });
    expect(way.isOn).toBe(false);
    expect(way.told).toContainEqual(expect.stringContaining(`${units}/midwatch-fleet.service: written`));
    await expect(way.start()).rejects.toThrow("systemctl --user daemon-reload");
    expect(readdirSync(units)).toEqual([]);
  },
);
