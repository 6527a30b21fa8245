import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { MovedClock } from "./moved-clock.ts";
import type { Random } from "./random.mjs";
import { HOOK_SECRET, type SoakWorld } from "./world.ts";

/** Work that is handed in at once. */
const BATCH = 40;
/** How often the end is looked for until the world has come to rest. */
const LOOKS = 40;

/** Starts everything a fleet is started by, all at once, until so many sessions have ended. */
export class Driver {
  private readonly world: SoakWorld;
  private readonly random: Random;
  /** Whether calls of the kernel are made to fail. */
  failing = false;
  failpoints = 0;
  readonly clock: MovedClock;
  /** Whether the world comes to rest: nobody's clock goes wrong any more. */
  private isResting = true;
  private handed = 0;

  constructor(world: SoakWorld, random: Random) {
    this.world = world;
    this.random = random;
    this.clock = new MovedClock(random);
  }

  /** Rejects when the fleet's files are not right: nothing would ever run. */
  async check(): Promise<void> {
    const child = this.start(["check"]);
    const said: Buffer[] = [];
    child.stderr?.on("data", (chunk: Buffer) => said.push(chunk));
    const [code] = (await once(child, "exit")) as [number | null];
    if (code !== 0) throw new Error(`the soak's own fleet is not right: ${Buffer.concat(said).toString("utf8")}`);
  }

  async run(until: number, signal: AbortSignal, progress: (ended: number) => void): Promise<void> {
    const over = new AbortController();
    this.isResting = false;
    const all = [
      this.keepWatch(over.signal),
      ...this.world.agents.map((agent) => this.keepRunning(["run", agent], over.signal)),
      this.keepRunning(["tick"], over.signal),
      this.keepTelling(over.signal),
      this.keepPosting(over.signal),
    ];
    while (!signal.aborted && this.ended() < until) {
      this.handInMore();
      progress(this.ended());
      await sleep(1_000);
    }
    over.abort();
    await Promise.all(all);
    this.isResting = true;
  }

  ended(): number {
    try {
      return this.world.rows<{ n: number }>("SELECT count(*) AS n FROM session WHERE outcome IS NOT NULL")[0]?.n ?? 0;
    } catch {
      return 0;
    }
  }

  /** Nobody does any harm now: what was cut short is ended, and what waits is sent. */
  async comeToRest(overdue: AbortSignal): Promise<number> {
    for (let look = 1; look <= LOOKS && !overdue.aborted; look++) {
      await this.midwatch(["recover"], overdue);
      for (const agent of this.world.agents) if (!overdue.aborted) await this.midwatch(["run", agent], overdue);
      if (this.isAtRest()) return look;
    }
    return LOOKS;
  }

  private isAtRest(): boolean {
    const [waiting] = this.world.rows<{ n: number }>(
      `SELECT (SELECT count(*) FROM session WHERE outcome IS NULL) + (SELECT count(*) FROM effect WHERE state IN ('intent', 'sent'))
        + (SELECT count(*) FROM delivery WHERE state IN ('intent', 'sent')) AS n`,
    );
    return waiting?.n === 0;
  }

  private handInMore(): void {
    const wanted = this.ended() + BATCH;
    if (this.handed > wanted) return;
    try {
      this.world.handIn(BATCH, this.handed);
      this.handed += BATCH;
    } catch {
      // The remote is away, or refuses: later.
    }
  }

  private async keepWatch(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      const watch = this.start(["watch"]);
      over.addEventListener("abort", () => watch.kill("SIGTERM"), { once: true });
      await once(watch, "exit");
      await sleep(200);
    }
  }

  private async keepRunning(args: readonly string[], over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await this.midwatch(args);
      await sleep(this.random.below(500));
    }
  }

  private async keepTelling(over: AbortSignal): Promise<void> {
    for (let n = 0; !over.aborted; n++) {
      await sleep(2_000 + this.random.below(8_000));
      await this.midwatch(["tell", this.random.pick(this.world.agents), `Say something about number ${n}`]);
    }
  }

  /** As a forge does: what is answered with 2xx is on the disk. */
  private async keepPosting(over: AbortSignal): Promise<void> {
    for (let n = 0; !over.aborted; n++) {
      await sleep(4_000 + this.random.below(8_000));
      const body = JSON.stringify({ n });
      const signature = createHmac("sha256", HOOK_SECRET).update(body).digest("hex");
      const headers = { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` };
      const url = `http://127.0.0.1:${this.world.port}/hooks/deploys`;
      // Nobody there, or killed in the middle: a forge would post it again.
      await fetch(url, { method: "POST", body, headers, signal: AbortSignal.timeout(30_000) }).catch(() => {});
    }
  }

  private async midwatch(args: readonly string[], overdue?: AbortSignal): Promise<void> {
    const child = this.start(args);
    const end = () => child.kill("SIGKILL");
    overdue?.addEventListener("abort", end, { once: true });
    await once(child, "exit");
    overdue?.removeEventListener("abort", end);
  }

  /** Now and then the n-th call of the kernel by each of its processes fails, or kills it. */
  private failpoint([command]: readonly string[]): readonly string[] {
    if (!this.failing || command !== "run" || !this.random.chance(0.08)) return [];
    const call = this.random.pick(["openat", "write", "rename", "fsync", "fdatasync", "unlink", "mkdir"]);
    const end = this.random.pick(["signal=KILL", "error=ENOSPC", "error=EIO"]);
    this.failpoints += 1;
    const inject = `inject=${call}:${end}:when=${1 + this.random.below(call === "openat" || call === "write" ? 2_000 : 40)}`;
    return ["strace", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-e", `trace=${call}`, "-e", inject];
  }

  private start(args: readonly string[]): ChildProcess {
    const time = this.isResting ? this.clock.afterAll() : this.world.settings.calm ? {} : this.clock.perhaps();
    const env = { PATH: process.env.PATH ?? "", HOME: join(this.world.root, "home"), NO_COLOR: "1", ...time };
    const options = { cwd: this.world.root, env, stdio: ["ignore", "ignore", "pipe"] as ["ignore", "ignore", "pipe"] };
    const argv = [
      ...this.failpoint(args),
      process.execPath,
      this.world.settings.program,
      ...args,
      "--fleet",
      this.world.fleet,
    ];
    const child = spawn(argv[0] ?? "", argv.slice(1), options);
    child.stderr?.on("data", (chunk: Buffer) =>
      appendFileSync(join(this.world.outside, "stderr.log"), `${args.join(" ")}: ${chunk.toString("utf8")}`),
    );
    return child;
  }
}
