import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadCalendars } from "../../src/config/calendars.ts";
import { temporaryFolder } from "../end-to-end/fleet.ts";

const OWN = "title: Ours\nzone: Europe/Berlin\nopens: 09:00\ncloses: 17:00\nuntil: 2027-12-31\n";

function fleetWith(files: Readonly<Record<string, string>>): string {
  const fleet = temporaryFolder();
  mkdirSync(join(fleet, "calendars"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(fleet, "calendars", name), text);
  return fleet;
}

describe("a fleet's calendars", () => {
  it("are those that come with midwatch, where it has none", () => {
    const { calendars, problems } = loadCalendars(temporaryFolder());
    expect([calendars.names, problems]).toEqual([["LSE", "NYSE", "XETR"], []]);
    expect(calendars.get("NYSE")).toMatchObject({ title: "New York Stock Exchange", zone: "America/New_York" });
    expect(calendars.get("ASX")).toBeUndefined();
  });

  it("are its own, too; one of the same name takes the place of ours", () => {
    const { calendars } = loadCalendars(fleetWith({ "office.yaml": OWN, "NYSE.yaml": OWN, "notes.txt": "mine" }));
    expect(calendars.names).toEqual(["LSE", "NYSE", "XETR", "office"]);
    expect(["office", "NYSE", "LSE"].map((name) => calendars.get(name)?.title)).toEqual([
      "Ours",
      "Ours",
      "London Stock Exchange",
    ]);
  });

  it("are named when they cannot be read", () => {
    const fleet = fleetWith({ "tabs.yaml": "title:\n\t- x" });
    mkdirSync(join(fleet, "calendars", "folder.yaml"));
    expect(loadCalendars(fleet).problems).toMatchObject([
      {
        file: "calendars/folder.yaml",
        message: "it is a folder and no file: put a plain file in its place, or remove it",
      },
      { file: "calendars/tabs.yaml", line: 2 },
    ]);
  });
});
