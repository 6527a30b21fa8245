import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { AgentSchema } from "../../src/agents/definition.ts";
import { builtIn } from "../../src/built-in.ts";
import { CalendarSchema } from "../../src/config/calendar-schema.ts";
import { loadConfig } from "../../src/config/config.ts";
import { PricesSchema } from "../../src/config/prices-schema.ts";
import { ConfigSchema } from "../../src/config/schema.ts";

const shipped = join(import.meta.dirname, "..", "..", "config");

describe("the configuration that ships with midwatch", () => {
  const folders: string[] = [];
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

  async function copied(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "midwatch-config-"));
    folders.push(folder);
    await cp(shipped, folder, { recursive: true });
    return folder;
  }

  it("loads, with three agents", async () => {
    const { agents } = await loadConfig(await copied(), builtIn());
    expect(agents.map(({ name }) => name)).toEqual(["content", "strategist", "trader"]);
  });

  it("mentions every option there is", async () => {
    const text = await readFile(join(shipped, "midwatch.yaml"), "utf8");
    const workspace = ConfigSchema.shape.workspaces.valueType.shape;
    const options = [...Object.keys(ConfigSchema.shape), ...Object.keys(workspace)];
    expect(options.filter((option) => !new RegExp(`^[ #]*${option}:`, "m").test(text))).toEqual([]);
  });

  it("says the defaults the schema has", async () => {
    const { workspaces: _, ...written } = await loadConfig(await copied(), builtIn());
    const {
      workspaces: __,
      agents: ___,
      plugins: ____,
      ...defaults
    } = ConfigSchema.parse({
      workspaces: { desk: { remote: "./desk.git" } },
    });
    expect(written).toMatchObject({ zone: defaults.zone, slots: defaults.slots, dispatch: defaults.dispatch });
  });

  it("is described for editors by schemas that are up to date", async () => {
    const schema = (part: z.ZodType) => `${JSON.stringify(z.toJSONSchema(part, { io: "input" }), null, 2)}\n`;
    await expect(schema(ConfigSchema)).toMatchFileSnapshot(join(shipped, "schema", "midwatch.schema.json"));
    await expect(schema(AgentSchema)).toMatchFileSnapshot(join(shipped, "schema", "agent.schema.json"));
    await expect(schema(CalendarSchema)).toMatchFileSnapshot(join(shipped, "schema", "calendar.schema.json"));
    await expect(schema(PricesSchema)).toMatchFileSnapshot(join(shipped, "schema", "prices.schema.json"));
  });
});
