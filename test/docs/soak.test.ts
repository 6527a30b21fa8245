import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { MUTATIONS } from "../../soak/mutations.ts";
import { FAULTS } from "../audit/faults.ts";

const page = readFileSync(new URL("../../docs/soak.md", import.meta.url), "utf8");

it.each(FAULTS)("the soak's page says that it is found when %s", (fault, rule) => {
  expect(page).toContain(`| ${fault} | ${rule} |`);
});

it.each(MUTATIONS)("the soak's page says what has caught it that $name", ({ name }) => {
  expect(page.split(`| ${name} | `).length - 1).toBe(3);
});
