import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { appears, start } from "./command-line.ts";
import { type Ran, states, TestFleet, temporaryFolder } from "./fleet.ts";

const BIN = fileURLToPath(new URL("../../dist/src/cli/bin.js", import.meta.url));
const HALF = 'echo half > half.md; touch "$signals/ready"; sleep 6097';
const TRACE = /\n\s+at .*:\d+/;

const waiting = () => new TestFleet({ agents: { ada: { program: HALF } }, tasks: ["a"] });

/** A fleet in which a session has ended. */
async function used(): Promise<TestFleet> {
  const fleet = new TestFleet({ agents: { ada: { program: states("done") } }, tasks: ["a"] });
  await fleet.run("ada");
  return fleet;
}

describe("a stop in the middle of a session (K15)", () => {
  it.for(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s, even twice at once, rescues the work, says so, and exits with 1",
    async (signal) => {
      const fleet = waiting();
      const run = fleet.start("run", "ada", "--json");
      await appears(join(fleet.signals, "ready"));
      run.kill(signal);
      run.kill(signal);
      const { code, stdout, stderr } = await run.finished;
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`${signal}: stopping`) as string });
      const { outcome, publication } = JSON.parse(stdout) as Ran;
      expect([outcome.kind, publication.kind]).toEqual(["stopped", "rescued"]);
      expect(fleet.git("show", `${publication.ref}:half.md`)).toBe("half");
    },
  );

  it("a stop in the middle of a session by a kill is told as that, and not as work, until the next start", async () => {
    const fleet = waiting();
    const run = fleet.start("run", "ada");
    await appears(join(fleet.signals, "ready"));
    expect((await fleet.cli("status")).stdout).toMatch(/ada: Task a \(execute, session \w+\)\n/);
    run.kill();
    await run.finished;
    expect((await fleet.cli("status")).stdout).toMatch(/ada: Task a .*its process is gone; the next session/);
    expect((await fleet.cli()).stdout).toMatch(/ada: Task a: the process of its session is gone, in execute/);
  });
});

describe("output that cannot be written (K16)", () => {
  const intoFullDisk = async (fleet: TestFleet, ...args: readonly string[]) => {
    const stdio = ["ignore", openSync("/dev/full", "w"), "pipe"] as const;
    const env = { PATH: process.env.PATH ?? "", HOME: fleet.home };
    const child = spawn(process.execPath, [BIN, ...args, "--fleet", fleet.folder], { env, stdio: [...stdio] });
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    await once(child, "close");
    return { code: child.exitCode, stderr };
  };

  it("costs no session: it goes on, publishes, and the exit code tells", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: states("done") } }, tasks: ["a"] });
    const { code, stderr } = await intoFullDisk(fleet, "run", "ada");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^the output cannot be written: ENOSPC.*\n$/),
    });
    expect(await fleet.ask("sessions")).toMatchObject([
      { outcome: { kind: "done" }, publication: { kind: "published" } },
    ]);
  });

  it("is a failure of a command that has nothing else to do", async () => {
    const { code, stderr } = await intoFullDisk(await used(), "sessions", "--json");
    expect({ code, trace: TRACE.test(stderr) }).toEqual({ code: 1, trace: false });
  });
});

describe("a ledger that is none is refused in a sentence by readers and writers, and left as it is (S02, U03)", () => {
  it.for([
    [
      "cut short",
      /is damaged: midwatch restore shows the backups there are, and puts one in its place; or move the .midwatch folder aside/,
      (file: string) => truncateSync(file, 5_000),
    ],
    ["text", /is damaged/, (file: string) => writeFileSync(file, "not a database, whatever it is called\n".repeat(99))],
    [
      "of a later midwatch",
      /was written by a later midwatch \(schema 99; this one knows \d+\): upgrade/,
      (file: string) => {
        const db = new DatabaseSync(file);
        db.exec("UPDATE meta SET value = 99 WHERE name = 'schema'");
        db.close();
      },
    ],
    [
      "of a midwatch before its first release",
      /was written by a midwatch before its first release \(schema 1; this one writes \d+\), and cannot be carried over/,
      (file: string) => {
        const db = new DatabaseSync(file);
        db.exec("UPDATE meta SET value = 1 WHERE name = 'schema'");
        db.close();
      },
    ],
  ] as const)("%s", async ([, sentence, harm]) => {
    const fleet = await used();
    harm(join(fleet.folder, ".midwatch/ledger.db"));
    for (const command of [["status"], [], ["sessions"], ["run", "ada"], ["items"]]) {
      const { code, stdout, stderr } = await fleet.cli(...command);
      expect({ code, stdout, said: sentence.test(stderr), trace: TRACE.test(stderr) }, stderr).toEqual({
        code: 2,
        stdout: "",
        said: true,
        trace: false,
      });
    }
  });

  it("empty", async () => {
    const fleet = await used();
    truncateSync(join(fleet.folder, ".midwatch/ledger.db"), 0);
    expect(await fleet.cli("sessions")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("is empty: no session"),
    });
    for (const left of ["ledger.db-wal", "ledger.db-shm"])
      rmSync(join(fleet.folder, ".midwatch", left), { force: true });
    expect(await fleet.cli("run", "ada")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("is empty, although sessions have run here"),
    });
  });
});

describe.concurrent("a program that midwatch needs and is not there is named", () => {
  /** Everything that is on the PATH, but one. */
  function without(program: string): string {
    const folder = join(temporaryFolder(), "bin");
    mkdirSync(folder);
    for (const from of (process.env.PATH ?? "").split(":"))
      for (const name of list(from)) if (name !== program) link(join(from, name), join(folder, name));
    return folder;
  }

  it.for(["git", "flock", "setpriv"])("%s", async (program) => {
    const fleet = new TestFleet({ agents: { ada: {} }, tasks: ["a"] });
    const options = { cwd: fleet.root, home: fleet.home, env: { PATH: without(program) } };
    const { code, stderr } = await start(["run", "ada", "--fleet", fleet.folder], options).finished;
    expect({ code: code === 0, stderr }).toEqual({ code: false, stderr: expect.stringContaining(program) as string });
    expect(stderr).not.toMatch(TRACE);
  });
});

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function link(from: string, to: string): void {
  try {
    symlinkSync(from, to);
  } catch {
    // An earlier folder of the PATH has it.
  }
}
