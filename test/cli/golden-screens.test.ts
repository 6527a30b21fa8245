import { describe, expect, it } from "vitest";
import { fleetOf, LEDGER_NAMES, page, screensOf } from "./screens.ts";

const NARROW = 60;

describe.each(["report", "spend", "agents", "status"])("the screen of %s", (command) => {
  it.each(LEDGER_NAMES)(`${command} of a %s ledger fits a pipe, a wide terminal and a narrow one`, async (name) => {
    const { text, widest } = await screensOf([command, "--fleet", fleetOf(name)]);
    expect(widest).toBeLessThanOrEqual(NARROW);
    await expect(text).toMatchFileSnapshot(page(`${command}-${name}`));
  });
});
