import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MUTATIONS, type Mutation } from "./mutations.ts";
import type { SoakReport } from "./report.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SESSIONS = 200;
/** So often everything comes to rest and is looked at. */
const EVERY = 20;
const SEEDS = 3;
/** What a program needs besides its own code. */
const BESIDES = ["config", "package.json"];

interface Caught {
  readonly mutation: string;
  readonly seed: string;
  readonly sessions: number;
  readonly rule: string;
}

/**
 * Soaks a midwatch with each mutation whose name has `only` in it, by several seeds, and prints what has caught it. Answers
 * whether all were caught.
 */
export async function catchMutations(seed: string, only: string): Promise<boolean> {
  const all: Caught[] = [];
  for (const mutation of MUTATIONS.filter(({ name }) => name.includes(only)))
    for (let n = 1; n <= SEEDS; n++) {
      const caught = await soaked(mutation, `${seed}-${n}`);
      all.push(caught);
      console.log(`${caught.mutation}, seed ${caught.seed}: ${caught.rule || "NOT CAUGHT"}, after ${caught.sessions}`);
    }
  console.log(table(all));
  return all.every(({ rule }) => rule !== "");
}

async function soaked(mutation: Mutation, seed: string): Promise<Caught> {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-mutation-"));
  try {
    const { program } = mutated(folder, mutation);
    const report = join(folder, "report.json");
    const course = ["--sessions", String(SESSIONS), "--every", String(EVERY), "--seed", seed];
    const main = fileURLToPath(new URL("main.ts", import.meta.url));
    const args = [main, ...course, "--discard", "--program", program, "--report", report];
    const child = spawn(process.execPath, args, { stdio: "ignore" });
    await once(child, "exit");
    const { sessions, violations } = JSON.parse(readFileSync(report, "utf8")) as SoakReport;
    const rules = [...new Set(violations.map(({ rule }) => rule))];
    return { mutation: mutation.name, seed, sessions, rule: rules.join("; ") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A whole midwatch in a folder of its own, with one thing changed, and the file in which it is. */
export function mutated(folder: string, mutation: Mutation): { readonly program: string; readonly file: string } {
  for (const name of BESIDES) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  cpSync(join(ROOT, "dist"), join(folder, "dist"), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const cli = join(folder, "dist", "src", "cli");
  const files = readdirSync(cli, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));
  const found = files.map((name) => join(cli, name)).filter((file) => timesIn(file, mutation.find) > 0);
  const [file] = found;
  if (file === undefined || found.length > 1 || timesIn(file, mutation.find) > 1)
    throw new Error(`"${mutation.name}" does not stand in the build exactly once: ${found.join(", ") || "nowhere"}`);
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace(mutation.find, () => mutation.put),
  );
  return { program: join(cli, "bin.js"), file };
}

const timesIn = (file: string, text: string) => readFileSync(file, "utf8").split(text).length - 1;

function table(all: readonly Caught[]): string {
  const rows = all.map(({ mutation, seed, sessions, rule }) => `| ${mutation} | ${seed} | ${sessions} | ${rule} |`);
  return [
    "| mutation | seed | sessions until it was caught | by the rule |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}
