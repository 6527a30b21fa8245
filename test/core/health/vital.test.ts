import { rename } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { HealthReport } from "../../../src/core/contracts/health-report.ts";
import { finish, ScriptedBackend } from "../../../src/testing/index.ts";
import { patience } from "../../limits.ts";
import { world } from "../world.ts";

const SOON = patience();
const agents = { ann: { work: ["duty"] } };

/** Signed in or not, as a test has it. */
class SignedOut extends ScriptedBackend {
  signedIn = false;

  override async probe(): Promise<HealthReport> {
    return this.signedIn ? super.probe() : { check: "scripted", status: "fail", detail: "nobody is signed in" };
  }
}

describe("what no session can do without", () => {
  it("is its backend: an incident of its own, told once, until somebody has signed in", async () => {
    const backend = new SignedOut(finish({ stated: { item: "done", reason: "" } }));
    const { session, health, fleet, events } = await world({ agents, backend });
    expect((await session()).outcome).toEqual({ kind: "unfit", reason: "scripted: nobody is signed in" });
    const reports = await health.all(SOON);
    expect(reports.find(({ check }) => check === "scripted")).toMatchObject({ status: "fail", about: "ann" });
    expect((await fleet.ledger.history.incidents()).map(({ key }) => key)).toEqual(["scripted:ann"]);
    backend.signedIn = true;
    expect((await session()).outcome.kind).toBe("done");
    expect(await fleet.ledger.history.incidents()).toEqual([]);
    expect(events.filter(({ type }) => type.startsWith("incident")).map(({ type }) => type)).toEqual([
      "incident.opened",
      "incident.resolved",
    ]);
  });

  it("is its remote, which warns while it is away", async () => {
    const { health, fleet, remote } = await world({ agents });
    const keys = async () => {
      await health.all(SOON);
      return (await fleet.ledger.history.incidents()).map(({ key, report }) => `${key} ${report.status}`);
    };
    expect(await keys()).toEqual([]);
    await rename(remote.path, `${remote.path}.away`);
    expect(await keys()).toEqual(["remote:main warn"]);
    await rename(`${remote.path}.away`, remote.path);
    expect(await keys()).toEqual([]);
  });
});
