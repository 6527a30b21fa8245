import { spawnSync } from "node:child_process";
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { processesOf } from "./processes.ts";
import type { Random } from "./random.mjs";
import type { SoakWorld } from "./world.ts";

/** What was done to a world, how often. */
export type Harm = Record<string, number>;

const RULES = [
  "echo 'remote: error: GH006: Protected branch update failed for refs/heads/main.' >&2; grep -q refs/heads/main <<<\"$(cat)\" && exit 1; exit 0",
  "sleep 2; exit 0",
  "exit 1",
];

/** Does harm by chance until it is told to stop, and puts back what it took. What a person does, and what machines do. */
export class Nemesis {
  readonly harm: Harm = {};
  private readonly world: SoakWorld;
  private readonly random: Random;
  private person = 0;

  constructor(world: SoakWorld, random: Random) {
    this.world = world;
    this.random = random;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(100 + this.random.below(900));
      if (!signal.aborted) await this.act();
    }
    this.repair();
  }

  /** Everything as a person would have it again. */
  repair(): void {
    const away = `${this.world.remote}.away`;
    if (existsSync(away)) renameSync(away, this.world.remote);
    this.world.hook(undefined);
    rmSync(join(this.world.remote, "refs/heads/main.lock"), { force: true });
    rmSync(join(this.world.root, "ballast"), { force: true });
    for (const { pid } of processesOf(this.world.root)) this.signal(pid, "SIGCONT");
  }

  private async act(): Promise<void> {
    const acts: readonly (readonly [number, string, () => void | Promise<void>])[] = [
      [10, "kill", () => this.kill()],
      [1, "kill all", () => this.killAll()],
      [3, "pause", () => this.pause()],
      [2, "remote away", () => this.withoutRemote()],
      [2, "remote refuses or is slow", () => this.withHook()],
      [1, "remote locked", () => this.withLock()],
      [4, "person pushes", () => this.personPushes(false)],
      [1, "person forces", () => this.personPushes(true)],
      [2, "disk full", () => this.fillDisk()],
      [1, "fleet edited", () => this.world.touchFleet(this.random)],
    ];
    const [, name, act] = this.random.pick(acts.flatMap((one) => Array.from({ length: one[0] }, () => one)));
    if (name !== "kill") this.count(name);
    await act();
  }

  private kill(): void {
    const victim = this.random.pick(processesOf(this.world.root));
    if (!victim) return;
    this.count(`kill ${victim.kind}${this.phase()}`);
    this.signal(victim.pid, "SIGKILL");
  }

  /** In which phase any session is, for the figures. */
  private phase(): string {
    try {
      const open = this.world.rows<{ phase: string }>("SELECT phase FROM session WHERE outcome IS NULL LIMIT 1");
      return open[0] ? ` in ${open[0].phase}` : "";
    } catch {
      return "";
    }
  }

  private killAll(): void {
    for (const { pid } of processesOf(this.world.root)) this.signal(pid, "SIGKILL");
  }

  private async pause(): Promise<void> {
    const victim = this.random.pick(processesOf(this.world.root));
    if (!victim) return;
    this.signal(victim.pid, "SIGSTOP");
    await sleep(this.random.below(3_000));
    this.signal(victim.pid, "SIGCONT");
  }

  private async withoutRemote(): Promise<void> {
    renameSync(this.world.remote, `${this.world.remote}.away`);
    await sleep(this.random.below(4_000));
    renameSync(`${this.world.remote}.away`, this.world.remote);
  }

  private async withHook(): Promise<void> {
    this.world.hook(this.random.pick(RULES));
    await sleep(this.random.below(6_000));
    this.world.hook(undefined);
  }

  private async withLock(): Promise<void> {
    const lock = join(this.world.remote, "refs/heads/main.lock");
    if (existsSync(lock)) return;
    writeFileSync(lock, "");
    await sleep(this.random.below(4_000));
    rmSync(lock, { force: true });
  }

  /** For some seconds nobody can write another byte; only where the world has a disk of its own. */
  private async fillDisk(): Promise<void> {
    if (!this.world.settings.ownDisk) return;
    const ballast = join(this.world.root, "ballast");
    spawnSync("dd", ["if=/dev/zero", `of=${ballast}`, "bs=1M"], { stdio: "ignore" });
    await sleep(500 + this.random.below(3_000));
    rmSync(ballast, { force: true });
  }

  private personPushes(force: boolean): void {
    this.person += 1;
    this.world.asPerson({ [`person/p${this.person}.md`]: `by a person, ${this.person}\n` }, { force });
  }

  private signal(pid: number, signal: NodeJS.Signals): void {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended by itself.
    }
  }

  private count(name: string): void {
    this.harm[name] = (this.harm[name] ?? 0) + 1;
  }
}
