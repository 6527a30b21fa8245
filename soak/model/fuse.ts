import type { Random } from "../random.mjs";

/** What happens at a call: the process is gone before or after it, or it fails. */
export const HARMS = ["killed before", "killed after", "fails", "fails after"] as const;
type Harm = (typeof HARMS)[number];

/** Which call of a process comes to harm, counted from 1. */
export interface Failpoint {
  readonly at: number;
  readonly harm: Harm;
}

/** What answers at once, and touches nothing. */
const IMMEDIATE = new Set(["path", "clone", "neighbour", "transcript", "newId", "view", "onBranch", "close"]);
/** Whoever only asks changes nothing: being killed there is being killed before the next command. */
const QUESTIONS = new Set(["history", "keptRefs"]);

const never = () => new Promise<never>(() => {});

/** Between a process and everything else: counts its calls, lets others come between them, and ends it at one of them. */
export class Fuse {
  readonly died: Promise<void>;
  calls = 0;
  private isDead = false;
  private tell: () => void = () => {};
  private readonly failpoint: Failpoint | undefined;
  private readonly random: Random;
  private readonly onDeath: () => void;

  constructor(failpoint: Failpoint | undefined, random: Random, onDeath: () => void) {
    this.failpoint = failpoint;
    this.random = random;
    this.onDeath = onDeath;
    this.died = new Promise((done) => {
      this.tell = done;
    });
  }

  /** The same thing, as this process reaches it. */
  guard<T extends object>(target: T, { counted = true, immediate = IMMEDIATE, isLock = false } = {}): T {
    const parts = new Map<PropertyKey, unknown>();
    return new Proxy(target, {
      get: (_, name) => {
        const found: unknown = Reflect.get(target, name, target);
        if (typeof found === "object" && found !== null && !Array.isArray(found)) {
          if (!parts.has(name))
            parts.set(name, this.guard(found, { counted: counted && !QUESTIONS.has(String(name)), immediate: NONE }));
          return parts.get(name);
        }
        if (typeof found !== "function") return found;
        const call = (args: readonly unknown[]) => Reflect.apply(found, target, args) as unknown;
        if (immediate.has(String(name))) return (...args: unknown[]) => call(args);
        return (...args: unknown[]) => this.pass(() => call(args), { counted, isLock });
      },
    });
  }

  async pass<R>(call: () => R | Promise<R>, { counted = true, isLock = false } = {}): Promise<R> {
    for (let turns = this.random.below(3); turns > 0; turns--) await Promise.resolve();
    if (this.isDead) return never();
    if (counted) this.calls += 1;
    const harm = counted && this.calls === this.failpoint?.at ? this.failpoint.harm : undefined;
    if (harm === "killed before") return this.kill();
    // A lock that was not given is nobody's.
    if (harm === "fails" || (isLock && harm === "fails after")) throw new Error("it fails, as the soak says");
    const result = await call();
    if (this.isDead) return never();
    if (harm === "killed after") return this.kill();
    if (harm === "fails after") throw new Error("it has failed, as the soak says");
    return result;
  }

  private kill(): Promise<never> {
    this.isDead = true;
    this.onDeath();
    this.tell();
    return never();
  }
}

const NONE = new Set<string>();
