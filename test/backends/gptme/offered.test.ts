import { describe, expect, it } from "vitest";
import { offeredBy } from "../../../src/backends/gptme/offered.ts";
import { memoryView } from "../../../src/testing/memory-view.ts";

const SETTINGS = `
[prompt]
context_cmd = "./context.sh"
[[hooks.scripts]]
event = "session.end"
command = "./end.sh"
[mcp]
enabled = true
[[mcp.servers]]
name = "files"
[[mcp.servers]]
name = "mail"
`;
const offered = async (text: string | undefined, tools?: readonly string[], native?: boolean) =>
  (await offeredBy(memoryView(text === undefined ? {} : { "gptme.toml": text }), { native, tools }))?.map(
    ({ what, state }) => [what, state],
  );

describe("what of a gptme.toml is in force", () => {
  it("is its programs for an agent that may run commands, and the servers whose tools are declared", async () => {
    expect(await offered(SETTINGS, ["run", "mcp__files"])).toEqual([
      ["settings, files and lessons", "on"],
      ["context command ./context.sh", "on"],
      ["hook session.end: ./end.sh", "on"],
      ["MCP server files", "on"],
      ["MCP server mail", "off"],
    ]);
  });

  it("is none of its programs for an agent that may run none", async () => {
    const states = (await offered(SETTINGS, ["read", "edit"]))?.map(([, state]) => state);
    expect(states).toEqual(["on", "off", "off", "off", "off"]);
  });

  it("starts no server for an agent that may run no commands, whatever it declares", async () => {
    expect(await offered(SETTINGS, ["edit", "mcp__files"])).toContainEqual(["MCP server files", "off"]);
  });

  it("is read where a link leads to", async () => {
    const files = { "gptme.toml": "./config/gptme.toml", "config/gptme.toml": '[prompt]\ncontext_cmd = "x"\n' };
    const found = await offeredBy(memoryView(files), { native: undefined, tools: undefined });
    expect(found?.map(({ what }) => what)).toContain("context command x");
  });

  it("is said where there is none, and it is native by the agent's file", async () => {
    expect(await offered(undefined, ["run"], true)).toEqual([["files and lessons", "on"]]);
  });

  it("is nothing where there is none, or the agent's file says no", async () => {
    expect(await offered(undefined, ["run"])).toBeUndefined();
    expect(await offered(SETTINGS, ["run"], false)).toBeUndefined();
  });

  it.each([undefined, false])("is broken where it is no TOML, native or not: %j", async (native) => {
    expect(await offered("[agent\nname=", [], native)).toEqual([["the file", "broken"]]);
  });
});
