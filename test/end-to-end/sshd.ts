import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { until } from "../limits.ts";

const PROGRAM = "/usr/sbin/sshd";
/** Where sshd wants a folder to be before it starts as root. */
const EMPTY = "/run/sshd";

/** Reason why there is no sshd to try with; undefined where there is one. */
export function whyNoSshd(): string | undefined {
  if (!existsSync(PROGRAM)) return `there is no ${PROGRAM}`;
  try {
    execFileSync("ssh", ["-V"], { stdio: "ignore" });
  } catch {
    return "there is no ssh";
  }
  return undefined;
}

/** The machine's own sshd on loopback, on a port and with keys of its own; it can be away, and come back. */
export class Sshd {
  /** For `ssh -F`: the host is called "hub". */
  readonly config: string;
  private readonly folder: string;
  private port = 0;
  private running: ChildProcess | undefined;

  constructor(folder: string) {
    this.folder = join(folder, "sshd");
    this.config = join(this.folder, "client");
    mkdirSync(this.folder, { mode: 0o700 });
    for (const name of ["host", "key"])
      execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(this.folder, name)]);
    writeFileSync(join(this.folder, "authorized"), readFileSync(join(this.folder, "key.pub")), { mode: 0o600 });
  }

  async start(): Promise<void> {
    if (this.port === 0) this.port = await freePort();
    this.configure();
    if (process.getuid?.() === 0) mkdirSync(EMPTY, { recursive: true, mode: 0o755 });
    const child = spawn(PROGRAM, ["-D", "-e", "-f", join(this.folder, "server")], { stdio: "ignore" });
    this.running = child;
    await until(() => isOpen(this.port), "sshd listens");
  }

  /** With every connection that it has: as if its machine were out of reach. */
  async stop(): Promise<void> {
    const child = this.running;
    this.running = undefined;
    if (!child?.pid) return;
    for (const pid of [...descendantsOf(child.pid), child.pid]) kill(pid);
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }

  private configure(): void {
    const at = (name: string) => join(this.folder, name);
    const server = [
      `Port ${this.port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${at("host")}`,
      `AuthorizedKeysFile ${at("authorized")}`,
      `PidFile ${at("pid")}`,
      "StrictModes no",
      "UsePAM no",
      "PasswordAuthentication no",
      "PermitRootLogin prohibit-password",
      "MaxStartups 100",
    ];
    writeFileSync(at("server"), `${server.join("\n")}\n`);
    const client = [
      "Host hub",
      "  HostName 127.0.0.1",
      `  Port ${this.port}`,
      `  User ${userInfo().username}`,
      `  IdentityFile ${at("key")}`,
      "  IdentitiesOnly yes",
      `  UserKnownHostsFile ${at("known")}`,
      "  StrictHostKeyChecking accept-new",
    ];
    writeFileSync(at("client"), `${client.join("\n")}\n`);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone.
  }
}

function descendantsOf(pid: number): readonly number[] {
  const lines = execFileSync("ps", ["-e", "-o", "pid=,ppid=,comm="], { encoding: "utf8" }).trim().split("\n");
  const all = lines.map((line) => line.trim().split(/\s+/));
  const below = all.filter(([, parent, name]) => Number(parent) === pid && name?.startsWith("sshd"));
  return below.flatMap(([child]) => [...descendantsOf(Number(child)), Number(child)]);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } finally {
    socket.destroy();
  }
}
