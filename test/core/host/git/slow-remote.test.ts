import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeConfiguration } from "../../../../src/core/host/git/configuration.ts";
import { Hub } from "../../../../src/core/host/git/hub.ts";
import { patience } from "../../../limits.ts";

const run = (...args: readonly string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();
const identity = ["-c", "user.name=ada", "-c", "user.email=ada@midwatch.invalid"];
const CHANGES = 24;
const CHANGE_BYTES = 100_000;

/** A remote of many changes of one large file. */
function remoteOf(root: string): { readonly remote: string; readonly tip: string } {
  const [remote, person] = [join(root, "remote.git"), join(root, "person")];
  run("init", "--quiet", "--bare", "--initial-branch=main", remote);
  run("init", "--quiet", "--initial-branch=main", person);
  for (let n = 0; n < CHANGES; n++) {
    writeFileSync(join(person, "large"), randomBytes(CHANGE_BYTES));
    run("-C", person, "add", "large");
    run("-C", person, ...identity, "commit", "--quiet", "-m", `Change ${n}`);
  }
  run("-C", person, "push", "--quiet", remote, "HEAD:main");
  return { remote, tip: run("-C", remote, "rev-parse", "main") };
}

/** Git over HTTP, by a server whose answers break off after so many bytes. */
async function breaking(root: string, most: number): Promise<string> {
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const [path = "", query = ""] = (request.url ?? "").split("?");
    const env = {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      REQUEST_METHOD: request.method,
      PATH_INFO: path,
      QUERY_STRING: query,
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    };
    const git = spawn("git", ["http-backend"], { env, stdio: ["pipe", "pipe", "ignore"] });
    request.pipe(git.stdin).on("error", () => {});
    pass(git.stdout, response, most);
  };
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => new Promise<void>((done) => server.close(() => done())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/remote.git`;
}

function pass(from: NodeJS.ReadableStream, response: ServerResponse, most: number): void {
  let head: Buffer = Buffer.alloc(0);
  let [sent, hasBegun] = [0, false];
  from.on("data", (chunk: Buffer) => {
    head = hasBegun ? chunk : Buffer.concat([head, chunk]);
    const end = hasBegun ? 0 : head.indexOf("\r\n\r\n") + 4;
    if (!hasBegun && end < 4) return;
    if (!hasBegun) {
      for (const line of head
        .subarray(0, end - 4)
        .toString("latin1")
        .split("\r\n")) {
        const [name = "", value = ""] = line.split(": ");
        if (name === "Status") response.statusCode = Number.parseInt(value, 10);
        else response.setHeader(name, value);
      }
      hasBegun = true;
      head = head.subarray(end);
    }
    sent += head.length;
    if (sent > most) response.destroy();
    else response.write(head);
  });
  from.on("end", () => response.end());
}

function age(folder: string, paths: readonly string[]): void {
  const hourAgo = Date.now() / 1000 - 3600;
  for (const path of paths) utimesSync(join(folder, path), hourAgo, hourAgo);
}

async function place(most: number) {
  const root = mkdtempSync(join(tmpdir(), "midwatch-slow-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const { tip } = remoteOf(root);
  const remote = await breaking(root, most);
  const folder = join(root, "hub.git");
  const config = await writeConfiguration(join(root, "state"));
  const tree = { setup: [], verify: [], copy: [], link: [], keep: [], submodules: false };
  const places = { folder, config, kept: join(root, "kept"), fleet: root };
  const again = () => new Hub({ name: "desk", branch: "main", remote, tree }, places).fetch(patience());
  return { again, folder, tip };
}

describe("a first fetch over a line that breaks off every megabyte", () => {
  it("goes on where it was, session by session, until the history is whole (S5)", async () => {
    const { again, folder, tip } = await place(1_000_000);
    expect(await again()).toMatchObject({ ok: false });
    let fetched = await again();
    for (let session = 0; session < 5 && !fetched.ok; session++) fetched = await again();
    expect(fetched).toEqual({ ok: true, commit: tip });
    expect(run("-C", folder, "rev-list", "--count", tip)).toBe(String(CHANGES));
    expect(existsSync(join(folder, "shallow"))).toBe(false);
    expect(run("-C", folder, "for-each-ref", "refs/midwatch/partial")).toBe("");
  });

  it.each([
    ["removes the lock of a git that was killed long ago", true],
    ["waits for a step that another process fetches", false],
  ])("%s (S5)", async (_, isLeft) => {
    const { again, folder, tip } = await place(1_000_000);
    expect(await again()).toMatchObject({ ok: false });
    const lock = join(folder, "shallow.lock");
    writeFileSync(lock, "");
    if (isLeft)
      age(folder, ["shallow.lock", ...readdirSync(join(folder, "objects/pack")).map((name) => `objects/pack/${name}`)]);
    else setTimeout(() => rmSync(lock), 5000);
    const locked = await again();
    expect(locked).not.toMatchObject({ reason: expect.stringContaining("shallow.lock") as string });
    let fetched = locked;
    for (let session = 0; session < 5 && !fetched.ok; session++) fetched = await again();
    expect(fetched).toEqual({ ok: true, commit: tip });
    expect(existsSync(join(folder, "shallow"))).toBe(false);
  });

  it("takes one step where the line holds", async () => {
    const { again, folder, tip } = await place(Number.POSITIVE_INFINITY);
    expect(await again()).toEqual({ ok: true, commit: tip });
    expect(run("-C", folder, "rev-list", "--count", tip)).toBe(String(CHANGES));
  });
});
