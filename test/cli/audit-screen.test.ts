import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { fleetOf, screenOf } from "./screens.ts";

const CHARGED = "what a session cost is what it is charged";

it("an audit that finds thousands of things tells ten of each rule, how many there are, and how to see them", async () => {
  const folder = fleetOf("fortnight");
  const db = new DatabaseSync(join(folder, ".midwatch", "ledger.db"));
  const wrong = db
    .prepare("UPDATE reservation SET spent = spent + 1 WHERE state <> 'open' AND spent > 0")
    .run().changes;
  db.close();
  const screen = await screenOf(["audit", "--fleet", folder]);
  const told = screen.split("\n").slice(screen.split("\n").findIndex((line) => line.includes(CHARGED)) + 1);
  expect(told[10]).toBe(`        and ${Number(wrong) - 10} more: midwatch audit --json lists them`);
  const { rules } = JSON.parse(await screenOf(["audit", "--json", "--fleet", folder])) as {
    rules: readonly { name: string; broken: readonly string[] }[];
  };
  expect(rules.find(({ name }) => name === CHARGED)?.broken).toHaveLength(Number(wrong));
});
