import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** A process that has to do with a world: its command line, or the folder it works in, is of it. */
export interface WorldProcess {
  readonly pid: number;
  /** "midwatch", "git", "agent", or what else it is. */
  readonly kind: string;
}

/** Those of a world at this moment, but for this one and its own parents. */
export function processesOf(root: string): WorldProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && Number(name) !== process.ppid)
    .flatMap((name) => {
      const [line, folder] = [commandLine(name), folderOf(name)];
      const isOurs = line.includes("soak/main.ts");
      return !isOurs && (line.includes(root) || folder.startsWith(root))
        ? [{ pid: Number(name), kind: kindOf(line) }]
        : [];
    });
}

function kindOf(line: string): string {
  if (line.includes("dist/src/cli/bin.js")) return "midwatch";
  if (line.includes("soak/agent.mjs") && line.startsWith("/") && !line.includes("bwrap")) return "agent";
  const program = /^(?:\S*\/)?(?<name>[\w.-]+)/.exec(line)?.groups?.name ?? "other";
  return program.startsWith("git") ? (line.includes("receive-pack") ? "receive-pack" : "git") : program;
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

function folderOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}
