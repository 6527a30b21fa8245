import { userInfo } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { announceWatch } from "../../src/core/host/watch-presence.ts";
import { NOW } from "../fixtures/ledgers.ts";
import { fleetOf, screenOf } from "./screens.ts";

it.each(["status", "overview"])(
  "%s says since when a watch runs, as whom, which version and which process",
  async (name) => {
    const fleet = fleetOf("good");
    const words = [...(name === "status" ? ["status"] : []), "--fleet", fleet];
    using _presence = announceWatch(join(fleet, ".midwatch"), { since: NOW - 3_600_000, version: "0.9.0" });
    const { username } = userInfo();
    expect(await screenOf(words)).toMatch(
      new RegExp(`^Watch +since 2026-11-30 07:00, as ${username}, midwatch 0\\.9\\.0, process ${process.pid}$`, "m"),
    );
    expect(JSON.parse(await screenOf([...words, "--json"]))).toMatchObject({
      watch: { since: NOW - 3_600_000, user: username, version: "0.9.0", process: { pid: process.pid } },
    });
  },
);

it("status says that no watch runs, and what starts one", async () => {
  const fleet = fleetOf("good");
  expect(await screenOf(["status", "--fleet", fleet])).toMatch(
    /^Watch +no watch runs on this machine: midwatch watch$/m,
  );
  expect(JSON.parse(await screenOf(["status", "--json", "--fleet", fleet])) as object).not.toHaveProperty("watch");
});
