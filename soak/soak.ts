import { spawnSync } from "node:child_process";
import { type Violation, violationsIn } from "./checker.ts";
import { Driver } from "./driver.ts";
import { Nemesis } from "./nemesis.ts";
import { randomFrom } from "./random.mjs";
import { reportOf, type SoakReport } from "./report.ts";
import { type StateSize, sizeOfState } from "./state-size.ts";
import type { SoakWorld } from "./world.ts";

/** How long everything goes on, and how often it is looked at in between. */
interface Course {
  /** After so many sessions everything comes to rest and is checked; nothing goes on after a violation. */
  readonly every: number;
  /** Milliseconds of harm; as long as the sessions take, when left out. */
  readonly harmMs?: number;
  /** Milliseconds after which a world that does not come to rest is a violation. */
  readonly restMs: number;
}

/** How often the first and the last of the sessions are that are held side by side. */
const SIDE_BY_SIDE = 100;
const SAID_EVERY = 20;

/** One soak: everything at once, with harm, then rest, then the rules; again and again, until it is over or broken. */
export class Soak {
  private readonly world: SoakWorld;
  private readonly driver: Driver;
  private readonly nemesis: Nemesis;
  private readonly began = Date.now();
  private looks = 0;
  private said = 0;
  private early: StateSize | undefined;

  constructor(world: SoakWorld) {
    this.world = world;
    this.driver = new Driver(world, randomFrom(`${world.settings.seed}/driver`));
    this.nemesis = new Nemesis(world, randomFrom(`${world.settings.seed}/nemesis`));
  }

  async run({ every, harmMs, restMs }: Course): Promise<SoakReport> {
    this.world.make();
    this.world.handIn(40, 0);
    await this.driver.check();
    const over = harmMs === undefined ? new AbortController().signal : AbortSignal.timeout(harmMs);
    const { sessions } = this.world.settings;
    let violations: readonly Violation[] = [];
    do {
      await this.harm(Math.min(this.driver.ended() + every, sessions), over);
      violations = await this.rest(restMs);
    } while (violations.length === 0 && !over.aborted && this.driver.ended() < sessions);
    return this.report(violations);
  }

  private async harm(until: number, over: AbortSignal): Promise<void> {
    const harmed = new AbortController();
    this.driver.failing = !this.world.settings.calm && spawnSync("strace", ["-V"], { stdio: "ignore" }).status === 0;
    const harming = this.world.settings.calm ? Promise.resolve() : this.nemesis.run(harmed.signal);
    await this.driver.run(until, over, (ended) => this.tell(ended));
    this.driver.failing = false;
    harmed.abort();
    await harming;
    this.nemesis.repair();
  }

  private async rest(restMs: number): Promise<readonly Violation[]> {
    const overdue = AbortSignal.timeout(restMs);
    this.looks += await this.driver.comeToRest(overdue);
    const found = await violationsIn(this.world);
    const detail = `it has not come to rest within ${Math.round(restMs / 60_000)} minutes without harm`;
    return overdue.aborted ? [{ rule: "everything comes to rest", detail }, ...found] : found;
  }

  private tell(ended: number): void {
    if (this.early === undefined && ended >= SIDE_BY_SIDE) this.early = sizeOfState(this.world, ended);
    if (ended < this.said + SAID_EVERY) return;
    this.said = ended;
    console.log(`soak: ${ended} sessions, ${Math.round((Date.now() - this.began) / 1000)} s`);
  }

  private report(violations: readonly Violation[]): SoakReport {
    return reportOf(this.world, {
      harm: { ...this.nemesis.harm, "failing call": this.driver.failpoints, "clock moved": this.driver.clock.count },
      violations,
      looks: this.looks,
      seconds: Math.round((Date.now() - this.began) / 1000),
      sizes: [...(this.early ? [this.early] : []), sizeOfState(this.world, this.driver.ended())],
    });
  }
}
