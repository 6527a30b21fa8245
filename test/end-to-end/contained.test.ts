import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CONTAINMENT } from "../containment.ts";
import { COMES_MINUTES } from "../limits.ts";
import { processesWith, start } from "./command-line.ts";
import { states, TestFleet, temporaryFolder, write } from "./fleet.ts";

const isHidden = CONTAINMENT === "bubblewrap";

/** What an agent's program says of its attempts: a line each. */
async function attempts(program: string, prepare: (fleet: TestFleet) => void = () => {}) {
  const fleet = new TestFleet({
    agents: { ada: { program: `{ ${program}\n} > note 2>&1\n${states("done")}` } },
    tasks: ["a"],
  });
  prepare(fleet);
  const ran = await fleet.run("ada");
  expect(ran).toMatchObject({ outcome: { kind: "done" }, publication: { kind: "published" } });
  return { fleet, said: (fleet.published("note") ?? "").split("\n") };
}

/** "yes" or "no", for whether a command succeeds. */
const can = (command: string) => `( ${command} ) >/dev/null 2>&1 && echo yes || echo no`;

describe.skipIf(!isHidden)("an agent under bubblewrap", () => {
  it("reads no credentials, no ledger, no hub and no other session, and writes none (I10)", async () => {
    const state = "$root/fleet/.midwatch";
    const tries = [
      `cat ${state}/credentials`,
      `cat ${state}/ledger.db`,
      `cat ${state}/repos/desk.git/config`,
      `ls ${state}/sessions | grep -v $(basename $(dirname $PWD))`,
      `touch ${state}/planted`,
      `touch ${state}/repos/desk.git/objects/planted`,
    ];
    const allowed = ["cat $root/fleet/midwatch.yaml", "git log"];
    const program = `{ ${[...tries, ...allowed].map(can).join("\n")}\n} > note\n${states("done")}`;
    const fleet = new TestFleet({ agents: { ada: { program } }, tasks: ["a", "b"] });
    write(fleet.folder, ".midwatch/credentials", "KEY=value\n", 0o600);
    await fleet.run("ada");
    expect(await fleet.run("ada")).toMatchObject({ outcome: { kind: "done" } });
    expect(fleet.published("note")?.split("\n")).toEqual([...tries.map(() => "no"), ...allowed.map(() => "yes")]);
    expect(existsSync(join(fleet.folder, ".midwatch/planted"))).toBe(false);
  });

  it("sees no processes but its own, nor their environment (I10, B21)", async () => {
    const { said } = await attempts(
      ["ls -d /proc/[0-9]* | wc -l", "cat /proc/[0-9]*/environ | tr '\\0' '\\n' | grep -c ^VITEST || true"].join("\n"),
    );
    expect(Number(said[0])).toBeLessThan(10);
    expect(said[1]).toBe("0");
  });

  it("writes nothing that would be started later: no crontab, no unit, no .bashrc, no key (B23)", async () => {
    const name = "midwatch-was-here";
    const places = ["/etc/cron.d", "/etc/systemd/system", "/usr/local/bin", "/root", "/home"];
    const { said, fleet } = await attempts(
      [
        ...places.map((folder) => can(`echo x > ${folder}/${name}`)),
        "mkdir -p $root/home/.ssh $root/home/.config/systemd/user; for f in .bashrc .ssh/authorized_keys .config/systemd/user/x.service; do echo x > $root/home/$f; done",
        can("mount -o remount,rw /"),
        can("cat /proc/sys/kernel/core_pattern | tee /proc/sys/kernel/core_pattern"),
      ].join("\n"),
    );
    expect(said.filter((line) => /^(?:yes|no)$/.test(line))).toEqual([...places, "remount", "sysctl"].map(() => "no"));
    expect([".bashrc", ".ssh", ".config"].filter((file) => existsSync(join(fleet.home, file)))).toEqual([]);
  });

  it("works in /tmp as well, and what it makes there is kept (S1)", async () => {
    const program = [
      "git worktree add -q -b feat /tmp/feat; echo w > /tmp/feat/w.md",
      "git clone -q . /tmp/copy; cd /tmp/copy; echo c > c.md; git add -A; git commit -qm c; cd -",
      states("done"),
    ].join("\n");
    const fleet = new TestFleet({ agents: { ada: { program } }, tasks: ["a"] });
    await fleet.run("ada");
    const [row] = fleet.rows<{ kept: string }>("SELECT kept FROM session");
    const kept = JSON.parse(row?.kept ?? "[]") as { from: string; files: number }[];
    expect(kept).toMatchObject([
      { from: expect.stringMatching(/^work tree .*\/home\/tmp\/feat$/) as string, files: 1 },
      { from: "repository ~/tmp/copy (branch main)", files: 1 },
    ]);
    expect(existsSync("/tmp/feat")).toBe(false);
  });

  it("removes nothing outside its clone (B20)", async () => {
    const program = `rm -rf $root/* $HOME/../../* $OLDPWD ~ /etc/hostname; ${states("done")}`;
    const fleet = new TestFleet({ agents: { ada: { program } }, tasks: ["a"] });
    write(fleet.home, "letter", "dear");
    write(fleet.root, "elsewhere/file", "kept");
    // Its own repository it does remove: that is not published.
    expect(await fleet.run("ada")).toMatchObject({ outcome: { kind: "failed", cause: "damaged" } });
    expect(readFileSync(join(fleet.home, "letter"), "utf8")).toBe("dear");
    expect(readFileSync(join(fleet.root, "elsewhere/file"), "utf8")).toBe("kept");
    expect(existsSync(join(fleet.folder, "agents/ada.sh"))).toBe(true);
    expect(existsSync("/etc/hostname")).toBe(true);
  });

  it("cannot have more processes than a test suite needs, nor leave a core behind (B19)", async () => {
    const { said } = await attempts("ulimit -u; ulimit -c");
    expect(Number(said[0])).toBeLessThanOrEqual(4096);
    expect(said[1]).toBe("0");
  });

  it("sees what the fleet's file says it may, and what is linked into its clone, which stays as it is", async () => {
    const shared = temporaryFolder();
    write(shared, "read/model", "weights");
    write(shared, "checkout/node_modules/left-pad", "pads");
    const fleet = new TestFleet({
      agents: {
        ada: {
          program: `cat ${shared}/read/model node_modules/left-pad > note; ${["rm", "touch"].map((x) => can(`${x} node_modules/left-pad`)).join("; ")}; cat ${shared}/read/secret >> note; echo out > ${shared}/written/file; ${states("done")}`,
        },
      },
      tasks: ["a"],
      containment: `containment: { read: [${shared}/read], write: [${shared}/written], hide: [${shared}/read/secret] }`,
    });
    write(shared, "read/secret", "secret");
    mkdirSync(join(shared, "written"));
    write(
      fleet.folder,
      "midwatch.yaml",
      readFileSync(join(fleet.folder, "midwatch.yaml"), "utf8").replace(
        "../remote.git",
        `../remote.git, checkout: ${shared}/checkout, link: [node_modules]`,
      ),
    );
    expect(await fleet.run("ada")).toMatchObject({ outcome: { kind: "done" } });
    expect(fleet.published("note")).toBe("weightspads");
    expect(readFileSync(join(shared, "written/file"), "utf8")).toBe("out\n");
    expect(readFileSync(join(shared, "checkout/node_modules/left-pad"), "utf8")).toBe("pads");
  });

  it("is told from others on its session, in its journal, by check, status and backends", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: states("done") } }, tasks: ["a"] });
    const { session } = await fleet.run("ada");
    const { events } = await fleet.ask<{ events: { data: unknown }[] }>("show", session);
    expect(events[0]?.data).toMatchObject({ contained: "bubblewrap" });
    const [entry = ""] = fleet.files().filter((path) => path.startsWith("journal/"));
    expect(fleet.published(entry)).toContain("- Contained by: bubblewrap");
    expect((await fleet.cli("check")).stdout).toContain("bubblewrap");
    expect((await fleet.cli("status")).stdout).toContain("bubblewrap");
    expect((await fleet.cli("backends")).stdout).toContain("contained: bubblewrap");
  });
});

describe.skipIf(CONTAINMENT === "group")("what an agent leaves behind", () => {
  it("is gone with its session: a daemon, and the port it was listening on (B18)", async () => {
    const port = await freePort();
    const daemon = `require("net").createServer().listen(${port}, "127.0.0.1", () => require("fs").writeFileSync(process.argv[1], ""))`;
    const program = `
      ( env -i "$(command -v node)" -e '${daemon}' $signals/listening </dev/null >/dev/null 2>&1 & ) 3>&-
      setsid nohup sleep 83517.25 >/dev/null 2>&1 &
      until [ -e $signals/listening ]; do sleep 0.05; done; ${states("done")}`;
    const fleet = new TestFleet({ agents: { ada: { program } }, tasks: ["a"] });
    expect(await fleet.run("ada")).toMatchObject({ outcome: { kind: "done" } });
    expect(await isFree(port)).toBe(true);
    expect(processesWith("sleep 83517.25")).toEqual([]);
  });

  it("is gone although it multiplies faster than it can be counted (B04)", async () => {
    const mark = "83518.25";
    const program = `
      echo saved > note
      storm() { while :; do ( setsid env -i /bin/sh -c 'exec sleep ${mark}' & ) & sleep 0.01; done; }
      storm & storm & storm & setsid bash -c "$(declare -f storm); storm" & wait`;
    const fleet = new TestFleet({ agents: { ada: { program, minutes: COMES_MINUTES } }, tasks: ["a"] });
    const ran = await fleet.run("ada");
    expect(ran).toMatchObject({ outcome: { kind: "stopped", cause: "deadline" }, publication: { kind: "rescued" } });
    expect(processesWith(mark)).toEqual([]);
  });

  it("does not end midwatch, whatever it signals (B21)", async () => {
    const fleet = new TestFleet({
      agents: { ada: { program: `kill -9 -1; kill -9 $PPID; kill -9 1; ${states("done")}` } },
      tasks: ["a"],
    });
    expect(await fleet.run("ada")).toMatchObject({ code: 0, outcome: { kind: "done" } });
  });
});

describe("where programs can be kept in nothing better than a group", () => {
  const shim = () => {
    const folder = temporaryFolder();
    for (const name of ["bwrap", "unshare"]) {
      write(folder, name, "#!/bin/sh\nexit 1\n");
      chmodSync(join(folder, name), 0o755);
    }
    return `${folder}:${process.env.PATH ?? ""}`;
  };
  const runIn = async (fleet: TestFleet) => {
    const env = { PATH: shim() };
    const { code, stdout } = await start(["run", "ada", "--json", "--fleet", fleet.folder], {
      cwd: fleet.root,
      home: fleet.home,
      env,
    }).finished;
    return { code, ...(JSON.parse(stdout) as { outcome: { kind: string; reason: string } }) };
  };

  it("a fleet that asks for more starts no session, and says why (M01)", async () => {
    const program = `touch $signals/started; ${states("done")}`;
    const fleet = new TestFleet({ agents: { ada: { program } }, tasks: ["a"], containment: "containment: required" });
    expect(await runIn(fleet)).toMatchObject({
      code: 1,
      outcome: {
        kind: "unfit",
        reason: expect.stringMatching(/^containment: the fleet asks for no less than a namespace/),
      },
    });
    expect(existsSync(join(fleet.signals, "started"))).toBe(false);
  });

  it("the owner's own programs run all the same", async () => {
    const containment = "containment: best";
    const fleet = new TestFleet({ agents: { ada: { program: states("done") } }, tasks: ["a"], containment });
    expect(await runIn(fleet)).toMatchObject({ code: 0, outcome: { kind: "done" } });
  });

  it("no agent that does what a model says starts without bubblewrap, or the owner's written word (S20)", async () => {
    const fleet = new TestFleet({ agents: { ada: {} }, tasks: ["a"] });
    write(fleet.folder, "midwatch.yaml", "workspaces: { desk: { remote: ../remote.git } }\n");
    const text = readFileSync(join(fleet.folder, "agents/ada.md"), "utf8");
    write(fleet.folder, "agents/ada.md", text.replace(/^backend: .*$/m, "backend: { use: acp, run: [sh] }"));
    expect(await runIn(fleet)).toMatchObject({
      outcome: {
        kind: "unfit",
        reason: expect.stringMatching(/^containment: without bubblewrap what a model says can/),
      },
    });
  });
});

describe("an agent that is kept from nothing, because the owner has written so", () => {
  it("does not change the fleet's own files unnoticed (S20)", async () => {
    const program = `echo "# mine" >> $root/fleet/midwatch.yaml
      echo x > $root/fleet/agents/eve.txt
      mkdir -p $root/fleet/.midwatch && echo "KEY=mine" > $root/fleet/.midwatch/credentials; chmod 600 $root/fleet/.midwatch/credentials
      ${states("done")}`;
    const containment = "containment: namespace";
    const fleet = new TestFleet({ agents: { ada: { program } }, tasks: ["a"], containment });
    const { session } = await fleet.run("ada");
    const { incidents } = await fleet.ask<{ incidents: { key: string; report: { detail: string } }[] }>("status");
    const id = session.slice(-8);
    expect(incidents.find(({ key }) => key === `fleet-files:${id}`)?.report.detail).toBe(
      `midwatch.yaml, .midwatch/credentials, agents/eve.txt changed while ada (${id}) worked: by a person, or by an agent; look at it, then midwatch health ack fleet-files:${id}`,
    );
  });
});

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((done) => {
    server.once("error", () => done(false));
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });
}
