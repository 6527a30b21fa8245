import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** What was asked, and what a server answers to it: a text is sent as it is. */
export type Answering = (asked: { readonly path: string; readonly body: unknown; readonly key: string }) => unknown;

/** A server on loopback that speaks JSON. Gone when the test is. */
export async function serving(answer: Answering, status = 200): Promise<string> {
  const server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const key = request.headers.authorization ?? "";
      const said = answer({ path: request.url ?? "", body: JSON.parse(text), key });
      response.writeHead(status, { "content-type": "application/json" });
      response.end(typeof said === "string" ? said : JSON.stringify(said));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => new Promise<void>((closed) => server.close(() => closed())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  return text;
}
