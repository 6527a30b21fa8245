import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { HookAnswer, HookRequest } from "../contracts/webhooks.ts";
import { MidwatchError, messageOf } from "../errors.ts";

/** Bytes of a request that are read. GitHub's are cut at 25 MiB; no agent reads a message of that size. */
const LONGEST_BODY = 1024 * 1024;
const MOST_CONNECTIONS = 64;
const LIMITS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 3_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 5_000,
};

type Receive = (request: HookRequest) => Promise<HookAnswer>;

/** Listens on 127.0.0.1, whatever comes: slow senders, large bodies and many connections are cut off. */
export class WebhookServer {
  readonly port: number;
  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  /** Resolves once it answers. Rejects when another program has the port. */
  static async listen(port: number, receive: Receive, tell: (trouble: string) => void): Promise<WebhookServer> {
    const server = createServer(LIMITS, (request, response) => {
      void respond(request, response, receive)
        .then((trouble) => trouble !== undefined && tell(trouble))
        .catch(() => request.destroy());
    });
    server.maxConnections = MOST_CONNECTIONS;
    server.listen(port, "127.0.0.1");
    await once(server, "listening").catch((thrown: unknown) => {
      throw new MidwatchError(`webhooks.port: port ${port} cannot be listened on: ${messageOf(thrown)}`);
    });
    server.on("error", (error) => tell(`a request could not be taken: ${messageOf(error)}`));
    return new WebhookServer(server);
  }

  async close(): Promise<void> {
    const closed = once(this.server, "close");
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

async function respond(request: IncomingMessage, response: ServerResponse, receive: Receive) {
  const body = await bodyOf(request);
  const { status, said, retryAfter, trouble }: HookAnswer =
    body === undefined
      ? { status: 413, said: { error: `more than ${LONGEST_BODY} bytes` }, trouble: "a request was too long" }
      : await receive({ method: request.method ?? "", path: request.url ?? "", headers: pairs(request), body });
  response.writeHead(status, { "content-type": "application/json", ...headersOf(retryAfter, body) });
  response.end(`${JSON.stringify(said)}\n`);
  return trouble;
}

const headersOf = (retryAfter: number | undefined, body: Buffer | undefined): Record<string, string> => ({
  ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
  ...(body === undefined && { connection: "close" }),
});

/** Body of a request; undefined when it is longer than a message may be. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Who sent too much is still told so.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function pairs({ rawHeaders }: IncomingMessage): [string, string][] {
  return rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ""] as [string, string]] : []));
}
