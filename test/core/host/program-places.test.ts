import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { NOTHING_AROUND } from "../../../src/core/host/bubblewrap.ts";
import { findContainment } from "../../../src/core/host/containment.ts";
import { ContainedProcesses } from "../../../src/core/host/processes.ts";
import { ProgramPlaces } from "../../../src/core/host/program-places.ts";
import { patience } from "../../limits.ts";

/** A home with files in it: a text, or "-> target" for a link. */
function homeWith(files: Readonly<Record<string, string>>): string {
  const home = mkdtempSync(join(tmpdir(), "midwatch-home-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    const file = join(home, name);
    mkdirSync(dirname(file), { recursive: true });
    if (text.startsWith("-> ")) symlinkSync(text.slice(3), file);
    else writeFileSync(file, text.replaceAll("$HOME", home));
    if (!text.startsWith("-> ")) chmodSync(file, 0o755);
  }
  return home;
}

function placesOf(program: string, folders: readonly string[], files: Readonly<Record<string, string>>): string[] {
  const home = homeWith(files);
  const path = folders.map((folder) => join(home, folder)).join(":");
  const places = ProgramPlaces.of(program, { path, hidden: [home] });
  return places.map((place) => place.replace(home, "~")).toSorted();
}

describe("what has to be seen of a home for a program to run", () => {
  it("is its own installation, wherever links lead, and not what else is in the same folders", () => {
    const places = placesOf("claude", [".local/bin"], {
      ".local/bin/claude": "-> ../share/claude/versions/2.1.330",
      ".local/share/claude/versions/2.1.330": "binary",
      ".local/share/keyrings/login": "secret",
    });
    expect(places).toEqual(["~/.local/bin", "~/.local/lib", "~/.local/lib64", "~/.local/share/claude/versions"]);
  });

  it("is the prefix of a Node of one's own", () => {
    expect(placesOf("node", [".nvm/versions/node/v24/bin"], { ".nvm/versions/node/v24/bin/node": "binary" })).toEqual([
      "~/.nvm/versions/node/v24",
    ]);
  });

  it("is a virtual environment, and the Python it was made of", () => {
    const places = placesOf("tool", [".local/bin"], {
      ".local/bin/tool": "-> ../share/uv/tools/tool/bin/tool",
      ".local/share/uv/tools/tool/bin/tool": "#!$HOME/.local/share/uv/tools/tool/bin/python\n",
      ".local/share/uv/tools/tool/bin/python": "-> ../../../python/cpython-3.12/bin/python3",
      ".local/share/uv/tools/tool/pyvenv.cfg": "home = $HOME/.local/share/uv/python/cpython-3.12/bin\n",
      ".local/share/uv/python/cpython-3.12/bin/python3": "binary",
    });
    expect(places).toContain("~/.local/share/uv/tools/tool");
    expect(places).toContain("~/.local/share/uv/python/cpython-3.12");
    expect(places).not.toContain("~/.local");
  });

  it("is the whole of the packages a program is one of, and what its first line names", () => {
    const places = placesOf("cli", ["fleet/node_modules/.bin"], {
      "fleet/node_modules/.bin/cli": "-> ../cli/main.js",
      "fleet/node_modules/cli/main.js": "#!/usr/bin/env runs-it\n",
      "fleet/node_modules/.bin/runs-it": "-> ../../../engine/1/bin/runs-it",
      "engine/1/bin/runs-it": "binary",
    });
    expect(places).toEqual(["~/engine/1", "~/fleet/node_modules"]);
  });

  it("is the program alone where it lies about in a home", () => {
    expect(placesOf("/nowhere", [], {})).toEqual([]);
    const home = homeWith({ tool: "binary" });
    expect(ProgramPlaces.of(join(home, "tool"), { path: "", hidden: [home] })).toEqual([join(home, "tool")]);
  });
});

const bubblewrapped = await findContainment({ wish: "bubblewrap", around: NOTHING_AROUND });

it.skipIf(bubblewrapped.name !== "bubblewrap")(
  "a program installed in a home runs, and the home is not seen",
  async () => {
    const home = homeWith({
      ".local/bin/agent": "-> ../share/agents/1/agent",
      ".local/share/agents/1/agent": "#!/bin/sh\necho runs; cat $HOME/.ssh/id; ls -A $HOME\n",
      ".ssh/id": "secret",
      ".local/share/keyrings/login": "secret",
    });
    vi.stubEnv("HOME", home);
    const processes = new ContainedProcesses(bubblewrapped);
    const lines: string[] = [];
    const env = { PATH: `${home}/.local/bin:${process.env.PATH}` };
    const spec = { argv: ["agent"] as const, cwd: "/", env, stdin: "", deadline: 10_000, holding: [] };
    for await (const event of processes.run({ ...spec, reach: { reads: [], writes: [] } }, patience()))
      if (event.type === "line" && event.stream === "stdout") lines.push(event.text);
    expect(lines).toEqual(["runs", ".local"]);
  },
);
