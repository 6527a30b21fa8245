import { describe, expect, it } from "vitest";
import { priceWarnings } from "../../src/config/price-warnings.ts";
import { loadPrices } from "../../src/config/prices.ts";
import type { AgentDefinition } from "../../src/core/contracts/agent.ts";
import { temporaryFolder, write } from "../end-to-end/fleet.ts";

function fleetWith(text: string): string {
  const fleet = temporaryFolder();
  write(fleet, "prices.yaml", text);
  return fleet;
}

describe("what models cost", () => {
  it("is known of a model whoever it is asked through, and whichever day's it is", () => {
    const { prices, problems } = loadPrices(temporaryFolder());
    expect(problems).toEqual([]);
    const sonnet = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 };
    for (const name of ["claude-sonnet-4-5", "anthropic/claude-sonnet-4-5", "openrouter/anthropic/claude-sonnet-4-5"])
      expect(prices.of(name)).toEqual(sonnet);
    expect(prices.of("anthropic/claude-sonnet-4-5-20250929")).toEqual(sonnet);
    expect(prices.of("claude-sonnet-4")).toBeUndefined();
  });

  it("is what the fleet's own table says, and as old as the older of the two", () => {
    const table =
      "looked: 2026-01-01\nmodels:\n  claude-sonnet-4-5: { input: 1, output: 2 }\n  mine: { input: 0, output: 0 }\n";
    const { prices } = loadPrices(fleetWith(table));
    expect(prices.of("anthropic/claude-sonnet-4-5")).toEqual({ input: 1, output: 2 });
    expect(prices.of("local/mine")).toEqual({ input: 0, output: 0 });
    expect(prices.of("claude-opus-5-5")).toMatchObject({ output: 20 });
    expect(prices.looked).toBe("2026-01-01");
  });

  it.each([
    ["looked: 2026-02-30\nmodels: {}\n", 1, "write a day that there is"],
    ["looked: 2026-01-01\nmodels:\n  m: { input: -1, output: 2 }\n", 3, "write at least 0, not -1"],
    ["looked: 2026-01-01\nmodels:\n  m: { input: 1, ouput: 2 }\n", 3, 'there is no option "ouput"'],
    ["looked: [\n", 2, "this is not YAML"],
  ])("is a mistake with its line: %j", (text, line, sentence) => {
    expect(loadPrices(fleetWith(text)).problems).toContainEqual({
      file: "prices.yaml",
      line,
      message: expect.stringContaining(sentence) as string,
    });
  });
});

describe("check", () => {
  const { prices } = loadPrices(temporaryFolder());
  const now = Date.parse("2026-11-22T00:00Z");
  const agent = (backend: AgentDefinition["backend"], model?: string): AgentDefinition => ({
    name: "ann",
    description: "",
    instructions: "",
    workspace: "w",
    work: [],
    limits: { minutes: 1 },
    folder: "",
    backend,
    model,
  });
  const warned = (agents: readonly AgentDefinition[], at = now) =>
    priceWarnings(agents, prices, at).map((one) => one.message);

  it("warns of a model nobody knows the price of, where its backend tells tokens only", () => {
    const own = { use: "gptme", prices: { "local/x": { input: 1, output: 1 } } };
    expect(warned([agent({ use: "gptme" }, "claude-opus-5-5"), agent(own, "local/x")])).toEqual([]);
    expect(warned([agent({ use: "claude-code" }), agent({ use: "ollama" }, "x")])).toEqual([]);
    expect(warned([agent({ use: "gptme" }, "mine/x")])).toEqual([
      expect.stringContaining("no price is set for mine/x"),
    ]);
    expect(warned([agent({ use: "gptme" })])).toEqual([expect.stringContaining("no price is set for ann's model")]);
  });

  it("warns of a table that was not looked at for half a year, where it is used", () => {
    const later = Date.parse("2027-06-01T00:00Z");
    expect(warned([agent({ use: "gptme" }, "claude-opus-5-5")], later)).toEqual([
      expect.stringContaining("last checked on 2026-10-24, 220 days ago"),
    ]);
    expect(warned([agent({ use: "claude-code" })], later)).toEqual([]);
  });

  it("asks nobody for the price of what costs nothing: gptme's local models, and what the file says (O13)", () => {
    expect(
      priceWarnings([agent({ use: "gptme" }, "local/qwen"), agent({ use: "gptme", free: true }, "mine")], prices, now),
    ).toEqual([]);
    expect(priceWarnings([agent({ use: "gptme" }, "mine")], prices, now)[0]?.message).toContain("free: true");
  });
});
