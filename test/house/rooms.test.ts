import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { filesInCircles } from "../../tools/house/circles.ts";
import { arrowsIn, arrowsUp, parseFile, readHouse } from "../../tools/house/house.ts";
import { ROOMS } from "../../tools/house/rooms.ts";

const house = readHouse("src/core");

describe("the rooms of the core", () => {
  it("import from those below them alone, types as well", () => {
    const arrows = arrowsIn(house);
    expect(arrows.size).toBeGreaterThan(50);
    expect(arrowsUp(arrows)).toEqual([]);
  });

  it("would be seen to import upwards", () => {
    const stray = parseFile("src/core/text/stray.ts", 'import type { Watch } from "../watch/watch.ts";\n');
    expect(arrowsUp(arrowsIn([stray]))).toEqual(["src/core/text/stray.ts imports src/core/watch/watch.ts"]);
  });

  it("hold no circle, types as well, and neither does anything above them", () => {
    expect(filesInCircles(readHouse("src"))).toEqual([]);
    const circle = [
      parseFile("src/one.ts", 'import type { Two } from "./two.ts";'),
      parseFile("src/two.ts", 'export * from "./one.ts";'),
    ];
    expect(filesInCircles(circle)).toEqual(["src/one.ts", "src/two.ts"]);
  });

  it("are all there are, and hold every file but two", () => {
    const folders = readdirSync("src/core", { withFileTypes: true });
    const named = new Set<string>(ROOMS.map((room) => room.split("/")[0] ?? ""));
    expect(
      folders
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual([...named].toSorted());
    expect(
      folders
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(["errors.ts", "event-bus.ts"]);
  });
});
