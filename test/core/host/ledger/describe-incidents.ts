import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HealthReport } from "../../../../src/core/contracts/health-report.ts";
import type { HealthRun } from "../../../../src/core/contracts/incidents.ts";
import type { LedgerCase } from "./ledger-case.ts";

const WARNS: HealthReport = { check: "weather", status: "warn", detail: "rain" };
const run = (at: number, reports: readonly HealthReport[], more: Partial<HealthRun> = {}): HealthRun => ({
  check: "weather",
  subject: "",
  at,
  reports,
  ...more,
});

/** What every ledger has to do with incidents. */
export function describeIncidents(name: string, make: () => LedgerCase): void {
  describe(`ledger contract, incidents: ${name}`, () => {
    let here: LedgerCase;
    beforeEach(() => {
      here = make();
    });
    afterEach(() => here.dispose());

    const incidents = () => here.ledger.incidents;
    const open = async (resolvedAfter?: number) =>
      (await here.ledger.history.incidents(resolvedAfter)).map(({ key }) => key);

    it("keeps the first of what was seen, and the latest, and when", async () => {
      await incidents().observe(run(1, [WARNS]));
      await incidents().observe(run(5, [{ ...WARNS, detail: "hail", value: 3 }]));
      expect(await here.again().history.incidents()).toEqual([
        { key: "weather", first: "rain", report: { ...WARNS, detail: "hail", value: 3 }, openedAt: 1, seenAt: 5 },
      ]);
    });

    it("is one of each cause, whoever sees it", async () => {
      const north = { ...WARNS, about: "north" };
      await Promise.all([here.ledger, here.again()].map((ledger) => ledger.incidents.observe(run(1, [WARNS, north]))));
      expect(await open()).toEqual(["weather", "weather:north"]);
    });

    it("resolves what its check finds no more, and nothing of another check or subject", async () => {
      await incidents().observe(run(1, [WARNS, { ...WARNS, about: "north" }]));
      await incidents().observe(run(1, [{ ...WARNS, about: "ann" }], { subject: "ann" }));
      await incidents().observe(run(1, [{ ...WARNS, check: "tides" }], { check: "tides" }));
      await incidents().observe(run(2, [{ ...WARNS, about: "north" }]));
      expect(await open()).toEqual(["weather:north", "weather:ann", "tides"]);
      await incidents().observe(run(3, [], { subject: "ann" }));
      expect(await open()).toEqual(["weather:north", "tides"]);
      expect(await open(2)).toEqual(["weather:north", "weather:ann", "tides"]);
    });

    it("resolves nothing by a check that could not be made", async () => {
      await incidents().observe(run(1, [{ ...WARNS, about: "north" }]));
      await incidents().observe(run(2, [{ ...WARNS, detail: "no window" }], { failed: true }));
      expect(await open()).toEqual(["weather:north", "weather"]);
    });

    it("tells openings, turns to the worse and endings, each until somebody says that they are told", async () => {
      const untold = async () =>
        (await incidents().untold()).map(({ resolvedAt, report }) => resolvedAt ?? report.status);
      const tell = async () => {
        for (const incident of await incidents().untold()) await incidents().told(incident);
      };
      await incidents().observe(run(1, [WARNS]));
      expect([await untold(), await untold()]).toEqual([["warn"], ["warn"]]);
      await tell();
      await incidents().observe(run(2, [WARNS]));
      expect(await untold()).toEqual([]);
      await incidents().observe(run(3, [{ ...WARNS, status: "fail" }]));
      expect(await untold()).toEqual(["fail"]);
      await tell();
      for (const status of ["warn", "fail"] as const) await incidents().observe(run(4, [{ ...WARNS, status }]));
      expect(await untold()).toEqual([]);
      await incidents().observe(run(5, []));
      expect(await untold()).toEqual([5]);
      await tell();
      expect(await untold()).toEqual([]);
    });

    it("takes nothing back that nobody was told of", async () => {
      await incidents().observe(run(1, [WARNS]));
      await incidents().observe(run(2, []));
      expect(await incidents().untold()).toEqual([]);
    });

    it("keeps who knows of it until it is over or becomes worse", async () => {
      await incidents().observe(run(1, [WARNS]));
      expect(await incidents().acknowledge("weather", { by: "ada", until: 9 })).toBe(true);
      expect(await here.ledger.history.incidents()).toMatchObject([{ acknowledged: { by: "ada", until: 9 } }]);
      await incidents().observe(run(2, [WARNS]));
      expect(await here.ledger.history.incidents()).toMatchObject([{ acknowledged: { by: "ada" } }]);
      await incidents().observe(run(3, [{ ...WARNS, status: "fail" }]));
      expect((await here.ledger.history.incidents())[0]).not.toHaveProperty("acknowledged");
      await incidents().observe(run(4, []));
      expect(await incidents().acknowledge("weather", { by: "ada" })).toBe(false);
    });

    it("puts away what nobody looks at any more", async () => {
      await incidents().observe(run(1, [WARNS]));
      await incidents().observe(run(1, [{ ...WARNS, about: "ann" }], { subject: "ann" }));
      await incidents().retire({ checks: ["weather"], subjects: [""] }, 2);
      expect([await open(), (await here.ledger.history.healthRuns()).map(({ subject }) => subject)]).toEqual([
        ["weather"],
        [""],
      ]);
      await incidents().retire({ checks: [], subjects: [""] }, 3);
      expect(await open()).toEqual([]);
    });

    it("knows what each check has found last", async () => {
      await incidents().observe(run(1, [WARNS]));
      await incidents().observe(run(7, [{ ...WARNS, status: "pass" }]));
      expect(await here.ledger.history.healthRuns()).toEqual([run(7, [{ ...WARNS, status: "pass" }])]);
    });
  });
}
