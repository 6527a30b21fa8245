import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { tellingLine } from "../text/complaint.ts";

/** Another machine as the system's own ssh client reaches it, and the program that is asked there. */
export interface SshTarget {
  readonly host: string;
  /** A configuration file of ssh's own, instead of the person's. */
  readonly config?: string | undefined;
  /** As a shell over there is to read it. */
  readonly command: string;
}

/** Ending of a conversation over ssh. */
export interface SshEnd {
  readonly code: number | null;
  /** Last word of ssh, or of the program over there; "" where there is none. */
  readonly complaint: string;
}

interface Talk {
  /** The person is there to be asked: for a passphrase, or whether the host is known. */
  readonly asks?: boolean;
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Seconds for which a connection is kept open for the next one. */
const PERSIST_SECONDS = 600;
const CONNECT_SECONDS = 10;

/** Says lines to a program on another machine, and hears its lines. Never rejects. */
export async function talkOverSsh(target: SshTarget, lines: readonly string[], talk: Talk): Promise<SshEnd> {
  const child = spawn("ssh", sshArguments(target, talk.asks ?? false), { stdio: ["pipe", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = `${complaint}${text}`.slice(-10_000);
  });
  child.stdin.on("error", () => {});
  const stop = () => void child.kill();
  talk.signal.addEventListener("abort", stop, { once: true });
  const answers = createInterface({ input: child.stdout });
  answers.on("line", talk.onLine);
  child.stdin.end(lines.map((line) => `${line}\n`).join(""));
  try {
    // Not "close": the connection that is kept for the next time may hold our standard error.
    const [[code]] = await Promise.all([once(child, "exit"), once(answers, "close")]);
    return { code: code as number | null, complaint: tellingLine(complaint) };
  } catch (thrown) {
    const isMissing = (thrown as NodeJS.ErrnoException).code === "ENOENT";
    return { code: null, complaint: isMissing ? "there is no program called ssh on the PATH" : String(thrown) };
  } finally {
    talk.signal.removeEventListener("abort", stop);
    child.stderr.destroy();
  }
}

function sshArguments({ host, config, command }: SshTarget, asks: boolean): readonly string[] {
  const options = {
    BatchMode: asks ? "no" : "yes",
    ConnectTimeout: CONNECT_SECONDS,
    ServerAliveInterval: 5,
    ServerAliveCountMax: 2,
    LogLevel: "ERROR",
    ControlMaster: "auto",
    ControlPath: join(socketFolder(), "%C"),
    ControlPersist: PERSIST_SECONDS,
  };
  const given = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  const file = config === undefined ? [] : ["-F", config];
  return [...file, "-T", ...given, "--", host, command];
}

/** Characters that a socket's path may have, less those that ssh puts behind the folder's. */
const SOCKET_FOLDER_CHARS = 104 - 60;

/** Short, as a socket's path has to be, and nobody else's: who could write there could speak in our name. */
function socketFolder(): string {
  const uid = process.getuid?.() ?? 0;
  const places = [process.env.XDG_RUNTIME_DIR ?? "/tmp", "/tmp"].map((place) => join(place, `midwatch-ssh-${uid}`));
  const folder = places.find(({ length }) => length <= SOCKET_FOLDER_CHARS) ?? places[1] ?? "/tmp";
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stats = lstatSync(folder);
  if (!stats.isDirectory() || stats.uid !== uid) throw new Error(`${folder} is not a folder of yours: remove it`);
  if ((stats.mode & 0o077) !== 0) chmodSync(folder, 0o700);
  return folder;
}
