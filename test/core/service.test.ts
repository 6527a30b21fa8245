import { expect, it, vi } from "vitest";
import { Service, type ServiceNews } from "../../src/core/watch/service.ts";
import { until } from "../limits.ts";
import { ruleOf } from "./when/calendars.ts";
import { world } from "./world.ts";

const MINUTE = 60_000;

it("does not start a turn again at once that has left its due as it was, and does so a minute later", async () => {
  const when = { rules: [ruleOf("every 1h")], minGap: 0 };
  const { fleet, watch, clock } = await world({ agents: { ann: { work: ["duty"], when } } });
  await watch.roster.book.update();
  clock.advance(60 * MINUTE);
  const news: ServiceNews[] = [];
  const count = (wanted: ServiceNews["type"]) => news.filter(({ type }) => type === wanted).length;
  const turn = Promise.withResolvers<void>();
  const over = new AbortController();
  // Whoever holds the agent's lock keeps its turns from taking their due.
  const service = new Service(
    fleet,
    watch,
    async () => {
      await turn.promise;
      return { code: 75, said: "busy" };
    },
    (told) => news.push(told),
  );
  const run = service.run(over.signal);
  await until(() => count("resting") === 1, "its first rest");
  turn.resolve();
  await until(() => count("resting") === 2, "its second rest");
  expect(count("started")).toBe(1);
  clock.advance(MINUTE);
  await until(() => count("resting") > 2, "its third rest");
  expect(count("started")).toBe(2);
  over.abort();
  await run;
});

it("looks at the schedule before its health checks ask who has looked at it", async () => {
  const { fleet, watch } = await world({ agents: { ann: { work: ["duty"] } } });
  const looks = vi.spyOn(watch, "next");
  const checks = vi.spyOn(watch, "lookAfter");
  const over = new AbortController();
  const service = new Service(fleet, watch, () => Promise.resolve({ code: 0, said: "" }), vi.fn());
  const run = service.run(over.signal);
  await until(() => checks.mock.calls.length > 0, "its first checks");
  over.abort();
  await run;
  await service.ended();
  expect(looks.mock.invocationCallOrder[0]).toBeLessThan(checks.mock.invocationCallOrder[0] ?? 0);
});
