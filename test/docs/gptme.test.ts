import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nativeTools } from "../../src/backends/gptme/tools.ts";
import { builtIn } from "../../src/built-in.ts";
import { readWorkflow } from "../../src/cli/commands/init/workflow.ts";
import { loadConfig } from "../../src/config/config.ts";
import { temporaryFolder } from "../end-to-end/fleet.ts";
import { examplesIn } from "./examples.ts";

const [example = ""] = await examplesIn("docs/gptme.md", "yaml");

function agentWith(settings: string) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "midwatch.yaml"), "workspaces: { desk: { remote: ../desk.git } }\n");
  mkdirSync(join(folder, "agents"));
  writeFileSync(join(folder, "agents", "ada.md"), `---\n${settings}---\n\nTidy up.\n`);
  return loadConfig(folder, builtIn());
}

describe("docs/gptme.md", () => {
  it("shows an agent's file that is one", async () => {
    const { agents } = await agentWith(example);
    expect(agents[0]?.backend).toEqual({ use: "gptme", native: true });
  });

  it.each(["yes", '"true"', "1", "[true]", "native", ""])(
    "native is true or false: %s is refused by name",
    async (value) => {
      const refused = agentWith(example.replace("native: true", `native: ${value}`));
      await expect(refused).rejects.toThrow(/native/);
    },
  );

  it("names the tools that are off where none are declared", () => {
    const project = { files: [], hooks: [], servers: [] };
    expect(nativeTools(undefined, { project, hasMemory: false })).toBe("-browser,-mcp,-memory");
  });

  it("names what a WORKFLOW.md decides", () => {
    const text =
      "---\nharness: { default: gptme, model_routing: { gptme: m } }\nsession: { default_timeout: 45 }\n---\n# W\n";
    expect(readWorkflow(text)).toMatchObject({ program: "gptme", model: "m", minutes: 45 });
  });
});
