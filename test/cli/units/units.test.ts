import { execFile } from "node:child_process";
import { accessSync } from "node:fs";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { carryOut, changesTo, diffOf, installed } from "../../../src/cli/commands/units/files.ts";
import type { Installation } from "../../../src/cli/commands/units/installation.ts";
import { enabled, unitsOf } from "../../../src/cli/commands/units/render.ts";
import { checkWritable, commandLine, file, render, unitWord } from "../../../src/cli/commands/units/unit.ts";
import { write } from "../../end-to-end/fleet.ts";

const run = promisify(execFile);

const DESK: Installation = {
  name: "desk",
  fleet: "/srv/desk",
  program: ["/opt/node/bin/node", "/opt/midwatch/dist/src/cli/bin.js"],
  user: "midwatch",
  path: "/usr/local/bin:/usr/bin:/bin",
  writes: ["/srv/desk.git"],
  slots: 4,
  timers: false,
  agents: [
    { name: "strategist", minutes: 30 },
    { name: "trader", minutes: 5 },
  ],
};
const { user: _, ...OWN } = DESK;

const KINDS: Readonly<Record<string, Installation>> = {
  service: DESK,
  timers: { ...DESK, timers: true },
  "own-service": OWN,
  "own-timers": { ...OWN, timers: true },
  "newer-systemd": { ...DESK, systemd: 256 },
};

let root: string;
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "midwatch-units-")));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const textsOf = (installation: Installation) =>
  new Map(unitsOf(installation).map((unit) => [unit.name, render(unit, installation.fleet)]));

describe("the units of a fleet", () => {
  it.for(Object.keys(KINDS))("are, as %s, those of the golden file", async (kind) => {
    const all = [...textsOf(KINDS[kind] as Installation)].map(([name, text]) => `### ${name}\n${text}`);
    await expect(all.join("\n")).toMatchFileSnapshot(`golden/${kind}.txt`);
  });

  it("are, with timers, enabled by their timers only, each of which looks in its own second (T12)", () => {
    const units = unitsOf(KINDS.timers as Installation);
    expect(enabled(units)).toEqual([
      "midwatch-desk-tick-strategist.timer",
      "midwatch-desk-tick-trader.timer",
      "midwatch-desk-check-dues.timer",
    ]);
    for (const { name, sections } of units.filter((unit) => unit.name.endsWith(".timer")))
      expect([name, sections.Timer?.map(([key]) => key)]).toEqual([
        name,
        expect.arrayContaining(["AccuracySec", "RandomizedDelaySec"]),
      ]);
  });

  it("leave out what nothing can be contained in, and what Node does not run in", () => {
    for (const text of textsOf(DESK).values())
      expect(text).not.toMatch(/RestrictNamespaces|ProcSubset|@system-service|MemoryDenyWriteExecute/);
  });

  it("see the machine's temporary folder only where the fleet, or what it writes to, is in it", () => {
    const serviceOf = (what: Partial<Installation>) => textsOf({ ...DESK, ...what }).get("midwatch-desk.service");
    expect(serviceOf({})).toContain("PrivateTmp=yes");
    expect(serviceOf({ fleet: "/tmp/desk" })).toMatch(/^ReadWritePaths=.* -\/tmp -\/var\/tmp$/m);
    expect(serviceOf({ fleet: "/tmp/desk" })).not.toContain("PrivateTmp");
    expect(serviceOf({ writes: ["/var/tmp/desk.git"] })).not.toContain("PrivateTmp");
  });

  it("give an agent's session longer than the agent has got", () => {
    const text = textsOf({ ...DESK, timers: true }).get("midwatch-desk-tick-strategist.service");
    expect(text).toContain("TimeoutStartSec=75min");
  });
});

describe("what stands in a unit", () => {
  it.for([
    ["/a b/50%", '"/a b/50%%"'],
    ['/a"b', '"/a\\"b"'],
    ["/a\\b", '"/a\\\\b"'],
    ["/a'b", '"/a\'b"'],
    ["/ä", '"/ä"'],
    ["/plain-1.2_x", "/plain-1.2_x"],
  ])("is one word: %s", ([text = "", escaped]) => expect(unitWord(text)).toBe(escaped));

  it("has no variables in a command's arguments", () => {
    expect(commandLine(["/bin/echo", "$HOME"])).toBe('/bin/echo "$$HOME"');
  });

  it("is a file's name, and no pattern", () => expect(file("/a[1]*/x")).toBe("/a\\[1\\]\\*/x"));

  it.for(["a\nExecStart=/bin/sh", "a\0", " a", "a ", "a\\"])("is refused where it could be more: %j", (text) => {
    expect(() => checkWritable(text)).toThrow(/cannot stand in a unit/);
  });
});

const hasSystemd = (() => {
  try {
    accessSync("/usr/bin/systemd-analyze");
    return true;
  } catch {
    return false;
  }
})();

/** A fleet where no shell, and no unit, expects one, with programs that are there: systemd looks for them. */
async function odd(kind: Installation): Promise<Installation> {
  const fleet = join(root, "a b 50% $HOME 'x' [1]", "fleet");
  await mkdir(fleet, { recursive: true });
  const bin = join(fleet, "bin with %h.js");
  await writeFile(bin, "");
  const { user } = kind;
  return {
    ...kind,
    ...(user && { user: "daemon" }),
    fleet,
    program: [process.execPath, bin],
    writes: [join(fleet, "w %")],
  };
}

describe.skipIf(!hasSystemd)("systemd (skipped where there is no systemd-analyze to ask)", () => {
  const kinds = ["service", "timers", "own-service", "own-timers"];

  async function written(kind: string): Promise<{ folder: string; names: string[] }> {
    const texts = textsOf(await odd(KINDS[kind] as Installation));
    const folder = await mkdtemp(join(root, `${kind}-`));
    for (const [name, text] of texts) await writeFile(join(folder, name), text);
    return { folder, names: [...texts.keys()] };
  }

  it.for(kinds)("has nothing to say against %s, in a folder with an odd name", async (kind) => {
    const { folder, names } = await written(kind);
    for (const name of names) {
      const { stdout, stderr } = await run("systemd-analyze", ["verify", `./${name}`], { cwd: folder });
      expect([name, stdout, stderr]).toEqual([name, "", ""]);
    }
  });

  it.for(kinds)("finds the services of %s exposed to 2.5 of 10 at most", async (kind) => {
    const { folder, names } = await written(kind);
    for (const name of names.filter((each) => each.endsWith(".service"))) {
      // It takes a unit that names nobody for root's: in a person's manager it runs as that person.
      const text = await readFile(join(folder, name), "utf8");
      if (!text.includes("\nUser="))
        await writeFile(join(folder, name), text.replace("[Service]", "[Service]\nUser=daemon"));
      const asked = ["security", "--offline=true", "--no-pager", `./${name}`];
      const { stdout } = await run("systemd-analyze", asked, { cwd: folder });
      expect(Number(/exposure level for .*: (?<level>[\d.]+)/.exec(stdout)?.groups?.level)).toBeLessThanOrEqual(2.5);
    }
  });

  it("knows every moment of the timers", async () => {
    const when = [...textsOf({ ...DESK, timers: true }).values()].flatMap(
      (text) => text.match(/(?<=OnCalendar=).*/g) ?? [],
    );
    expect(when.length).toBe(3);
    for (const each of when) await expect(run("systemd-analyze", ["calendar", each])).resolves.toBeTruthy();
  });
});

describe("the files of the units", () => {
  it("are written once, changed with a diff, and removed when they are wanted no more", async () => {
    const folder = join(root, "units");
    await carryOut(await changesTo(folder, DESK.fleet, textsOf(DESK)));
    expect(await changesTo(folder, DESK.fleet, textsOf(DESK))).toEqual([]);

    const changed = await changesTo(folder, DESK.fleet, textsOf({ ...DESK, slots: 2 }));
    expect(changed.map(({ path }) => path)).toEqual([join(folder, "midwatch-desk.service")]);
    expect(diffOf(changed)).toMatch(/^-TasksMax=16896$\n^\+TasksMax=8704$/m);

    await carryOut(await changesTo(folder, DESK.fleet, textsOf({ ...DESK, timers: true })));
    const names = [...(await installed(folder, DESK.fleet)).keys()];
    expect(names).not.toContain("midwatch-desk.service");
    expect(names).toHaveLength(6);
  });

  it("are left alone when they are somebody else's", async () => {
    const folder = join(root, "others");
    write(folder, "midwatch-desk.service", "[Service]\nExecStart=/bin/true\n");
    await expect(changesTo(folder, DESK.fleet, textsOf(DESK))).rejects.toThrow(/not of this fleet.*--name/);
    await carryOut(
      await changesTo(join(root, "two"), "/srv/other/desk", textsOf({ ...DESK, fleet: "/srv/other/desk" })),
    );
    await expect(changesTo(join(root, "two"), DESK.fleet, textsOf(DESK))).rejects.toThrow(/not of this fleet/);
    expect((await installed(join(root, "two"), DESK.fleet)).size).toBe(0);
  });
});
