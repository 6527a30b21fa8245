import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { patience } from "../../../limits.ts";
import { session } from "./session.ts";

/** A remote that knows nobody. */
async function unknowing(status: number): Promise<string> {
  const server = createServer((_, answer) => answer.writeHead(status, { "WWW-Authenticate": 'Basic realm="x"' }).end());
  await new Promise<void>((ready) => void server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/desk.git`;
}

it.each([401, 403])("a remote that answers %i when it is asked what it has wants a sign-in", async (status) => {
  const its = await session();
  const remote = await unknowing(status);
  const away = its.elsewhere(remote);
  expect(await away.fetch(patience())).toMatchObject({ ok: false, refusal: { kind: "sign-in" } });
});

it("a remote that is not there wants none", async () => {
  const its = await session();
  const away = its.elsewhere("http://127.0.0.1:9/desk.git");
  const fetched = await away.fetch(patience());
  expect(fetched.ok).toBe(false);
  expect(fetched).not.toHaveProperty("refusal");
});
