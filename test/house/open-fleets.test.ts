import { describe, expect, it } from "vitest";
import { type HouseFile, parseFile, readHouse } from "../../tools/house/house.ts";

/** A fleet that is opened and bound by anything but `using`, or closed by hand. */
const OPENED = /(?<binding>\w+) \w+ = await open(?:Fleet|ToLook)\(/g;
/** A watch changes its fleet for another whenever the files change. */
const CLOSES_ITS_OWN = "src/cli/commands/watch.ts";

const boundOtherwise = ({ path, text }: HouseFile): readonly string[] =>
  [...text.matchAll(OPENED)].filter(({ groups }) => groups?.binding !== "using").map(([found]) => `${path}: ${found}`);

describe("a fleet that a command opens", () => {
  it("is closed by `using`, also when the command throws", () => {
    const commands = readHouse("src/cli").filter(({ path }) => path !== CLOSES_ITS_OWN);
    expect(commands.flatMap(boundOtherwise)).toEqual([]);
    expect(commands.filter(({ text }) => /using \w+ = await open/.test(text)).length).toBeGreaterThan(20);
  });

  it("is found where it is not", () => {
    const stray = parseFile("src/cli/commands/stray.ts", "async () => { const fleet = await openFleet(args); };");
    expect(boundOtherwise(stray)).toEqual(["src/cli/commands/stray.ts: const fleet = await openFleet("]);
  });
});
