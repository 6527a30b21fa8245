import { expect, it } from "vitest";
import { contained } from "../../../src/core/health/vital.ts";
import type { AgentDefinition, Backend } from "../../../src/index.ts";

const ADA = { name: "ada" } as AgentDefinition;
const OPEN = { name: "namespace", promise: "", uncontained: "namespace: all can be read: install bubblewrap" } as const;

it("an agent that does what a model says is warned of for as long as it is kept from nothing (S20)", () => {
  expect(contained(OPEN, { name: "any" } as Backend, ADA)).toMatchObject({
    check: "containment",
    status: "warn",
    about: "ada",
    needsPerson: true,
    detail: OPEN.uncontained,
  });
});

it("the owner's own program is warned of by nobody", () => {
  expect(contained(OPEN, { name: "command", runsOwnersProgram: true } as Backend, ADA).status).toBe("pass");
});
