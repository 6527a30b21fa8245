import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { appears } from "../end-to-end/command-line.ts";
import { type Ran, states, TestFleet } from "../end-to-end/fleet.ts";
import { until } from "../limits.ts";
import { canStart, startSystemd } from "./systemd.ts";

type Session = Pick<Ran, "outcome" | "publication">;

const UNIT = "midwatch-fleet.service";

/** Does as its message says. */
const OBEDIENT = `grep -q hang "$MIDWATCH_ITEM" && { echo half > half.txt; touch "$signals/hangs"; sleep 6000; }
echo whole > whole.txt
${states("done")}`;

describe.skipIf(!canStart)("a fleet that a real systemd runs", () => {
  it("works as it is asked to, and what a kill by systemd cuts short is rescued", async () => {
    const settings = ["when: on inbox"];
    const fleet = new TestFleet({ agents: { ada: { program: OBEDIENT, settings } } });
    execFileSync("chown", ["-R", "nobody:nogroup", fleet.root]);
    const { systemctl, git, midwatch } = await startSystemd(fleet.home);
    const here = ["--fleet", fleet.folder];
    const published = (path: string) => git(fleet.remote, "show", `main:${path}`).catch(() => "");
    const rescued = () => git(fleet.remote, "for-each-ref", "--format=%(refname)", "refs/midwatch/rescue");
    const sessions = async () => JSON.parse(await midwatch("sessions", "--json", ...here)) as Session[];

    await midwatch("install", "--user", "--yes", "--now", ...here);
    expect(await systemctl("is-active", UNIT)).toBe("active\n");
    await midwatch("tell", "ada", "do it", ...here);
    await until(async () => (await sessions()).some(({ outcome }) => outcome?.kind === "done"), "its work");
    expect(await published("whole.txt")).toBe("whole\n");

    await midwatch("tell", "ada", "hang", ...here);
    await appears(join(fleet.signals, "hangs"));
    await systemctl("kill", "--signal=SIGKILL", UNIT);
    const ref = (await until(rescued, "a rescue")).trim();
    expect(await git(fleet.remote, "show", `${ref}:half.txt`)).toBe("half\n");
    const cut = (await sessions()).find(({ outcome }) => outcome?.kind === "crashed");
    expect(cut).toMatchObject({ publication: { kind: "rescued" } });
    const now = () => systemctl("show", "--property=ActiveState,NRestarts", UNIT);
    await until(async () => (await now()) === "NRestarts=1\nActiveState=active\n", "a new start");

    expect(await systemctl("list-timers", "--all")).toContain("midwatch-fleet-check-dues.timer");
    expect(await midwatch("uninstall", "--user", "--yes", ...here)).toContain("stays as it is");
    expect(await systemctl("list-units", "--all", "midwatch-*")).toContain("0 loaded units");
    expect(existsSync(join(fleet.folder, ".midwatch/ledger.db"))).toBe(true);
  });
});
