import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { lawful } from "../../../src/cli/commands/init/lawful.ts";
import { Home } from "./moving-in.ts";

const job = (...whens: readonly string[]) => ({
  name: "ada",
  when: whens.map((value, at) => ({ value, from: `crontab line ${at + 1}` })),
  limits: [],
  environment: [],
  origins: [],
  start: { value: "remove it", from: "crontab line 1" },
  call: {
    value: { program: "claude", args: [], given: [], wrapped: [], into: [], line: 1 } as const,
    from: "crontab line 1",
  },
  remarks: [],
});

it.each([
  "cron 0 22-6 * * *",
  "cron 0 9 31 2 *",
  "cron 61 * * * *",
  "cron 0 24 * * *",
  "cron 0 9 30 feb *",
  "Mon 25:00",
  "cron 0 9 * * 1-5/0",
])("init writes no schedule that its own check refuses, and tells of it: %s (B20)", (value) => {
  const { when, refused, remarks } = lawful(job(value, "every 2h"));
  expect(when.map((one) => one.value)).toEqual(["every 2h"]);
  expect(refused).toMatchObject([{ value, from: "crontab line 1" }]);
  expect(remarks[0]).toContain(`crontab line 1: "${value}" is not written: `);
});

it("init writes one schedule of two lines that say the same (B20)", () => {
  const { when, remarks } = lawful(job("Mon 10:00", "Mon 10:00"));
  expect(when).toHaveLength(1);
  expect(remarks).toEqual([expect.stringMatching(/^crontab line 2: "Mon 10:00" is not written: this is said twice/)]);
});

it("init's files pass check where a crontab's schedule cannot be read, and show it (B20)", async () => {
  const home = Home.of("gptme-agent", "alice");
  writeFileSync(
    join(home.root, "crontab"),
    `0 22-6 * * * cd ${home.repository} && gptme -n 'Tidy up'\n0 9 31 2 * cd ${home.repository} && claude -p 'Sum up'\n`,
  );
  const { stdout } = await home.init("--yes");
  const toKnow = stdout.slice(stdout.indexOf("Before you approve"));
  expect(toKnow).toMatch(/crontab line 1: "cron 0 22-6 \* \* \*" is not written: "22-6" is no hour of cron/);
  expect(toKnow).toMatch(/crontab line 2: "cron 0 9 31 2 \*" is not written: /);
  expect(home.read("agents/gptme.md")).toMatch(/^# when: once a day .*\n {2}# - cron 0 22-6/m);
  const { stderr } = await home.midwatch("check", "--fleet", home.repository);
  expect(stderr).not.toContain("when:");
});
