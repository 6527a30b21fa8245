import { existsSync } from "node:fs";
import type { Random } from "./random.mjs";

const LIBRARIES = [
  "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
  "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
  "/usr/lib64/faketime/libfaketime.so.1",
];
const FARTHEST_MINUTES = 90;
/** Later than anything that a process with another clock has put off. */
const REST_MINUTES = 9 * 60;

/** Gives some processes another time than the others have, where libfaketime is there. */
export class MovedClock {
  /** How many processes have had another time. */
  count = 0;
  private readonly random: Random;
  private readonly library = LIBRARIES.find((path) => existsSync(path));

  constructor(random: Random) {
    this.random = random;
  }

  /** What a process needs in its environment to have another time; now and then. */
  perhaps(): Readonly<Record<string, string>> {
    if (this.library === undefined || !this.random.chance(0.1)) return {};
    this.count += 1;
    return this.at(this.random.below(2 * FARTHEST_MINUTES) - FARTHEST_MINUTES);
  }

  /** For whoever is to do what others have put off by their clocks. */
  afterAll(): Readonly<Record<string, string>> {
    return this.count === 0 ? {} : this.at(REST_MINUTES);
  }

  private at(minutes: number): Readonly<Record<string, string>> {
    const offset = `${minutes < 0 ? "" : "+"}${minutes}m`;
    // How long something takes, and when a file was written, stay as they are.
    return { LD_PRELOAD: this.library ?? "", FAKETIME: offset, DONT_FAKE_MONOTONIC: "1", NO_FAKE_STAT: "1" };
  }
}
