import { execFileSync, spawn } from "node:child_process";
import { createCipheriv } from "node:crypto";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";

const WHO = "bench <bench@midwatch.invalid> 1764000000 +0000";
const PIECE = 32 * 1024 * 1024;
const FILES_IN_A_FOLDER = 250;

/** A bare repository of so many small files, and so many megabytes that nothing makes smaller. */
export async function makeRemote(folder, { files, megabytes }) {
  mkdirSync(folder, { recursive: true });
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", folder]);
  execFileSync("git", ["-C", folder, "config", "http.receivepack", "true"]);
  // As for a repository whose large files have been found to have nothing in common.
  execFileSync("git", ["-C", folder, "config", "pack.window", "0"]);
  const child = spawn("git", ["-C", folder, "-c", "pack.compression=0", "fast-import", "--quiet", "--depth=0"], {
    stdio: ["pipe", "inherit", "inherit"],
  });
  const say = async (data) => child.stdin.write(data) || once(child.stdin, "drain");
  await say(`commit refs/heads/main\ncommitter ${WHO}\n${dataOf("Begin")}`);
  for (let n = 0; n < files; n++)
    await say(
      `M 100644 inline src/${Math.floor(n / FILES_IN_A_FOLDER)}/file-${n}.txt\n${dataOf(`This is file ${n}.\n`)}`,
    );
  for (let left = megabytes * 1024 * 1024, n = 0; left > 0; left -= PIECE, n++) {
    const bytes = noise(n, Math.min(left, PIECE));
    await say(`M 100644 inline large/${n}.bin\ndata ${bytes.length}\n`);
    await say(bytes);
    await say("\n");
  }
  child.stdin.end("done\n");
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
}

const dataOf = (text) => `data ${Buffer.byteLength(text)}\n${text}\n`;

/** Bytes that look random, and are the same each time. */
function noise(seed, length) {
  const iv = Buffer.alloc(16);
  iv.writeUInt32BE(seed);
  return createCipheriv("aes-128-ctr", Buffer.alloc(16), iv).update(Buffer.alloc(length));
}

/** Serves the repositories of a folder over HTTP, to be fetched from and pushed to. */
export async function serve(folder) {
  const environment = { ...process.env, GIT_PROJECT_ROOT: folder, GIT_HTTP_EXPORT_ALL: "1", REMOTE_USER: "bench" };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://127.0.0.1");
    const child = spawn("git", ["http-backend"], {
      env: {
        ...environment,
        PATH_INFO: pathname,
        QUERY_STRING: searchParams.toString(),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers["content-type"] ?? "",
        CONTENT_LENGTH: request.headers["content-length"] ?? "",
        HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
        GIT_PROTOCOL: request.headers["git-protocol"] ?? "",
      },
      stdio: ["pipe", "pipe", "inherit"],
    });
    child.stdin.on("error", () => {});
    request.pipe(child.stdin);
    void answer(child.stdout, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: server.address().port, close: () => server.close() };
}

/** What a CGI program prints: lines of a header, an empty one, and the rest. */
async function answer(stdout, response) {
  let head = Buffer.alloc(0);
  for await (const chunk of stdout) {
    if (response.headersSent) {
      if (!response.write(chunk)) await once(response, "drain");
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) continue;
    const fields = head
      .toString("latin1", 0, end)
      .split("\r\n")
      .map((line) => line.split(/: (.*)/s));
    const headers = Object.fromEntries(fields.filter(([name]) => name !== "Status"));
    response.writeHead(Number.parseInt(fields.find(([name]) => name === "Status")?.[1] ?? "200", 10), headers);
    response.write(head.subarray(end + 4));
  }
  response.end();
}
