import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { git, states, TestFleet } from "./fleet.ts";

interface Told {
  readonly id: string;
  readonly changed?: readonly { readonly path: string; readonly how: string; readonly by?: string }[];
  readonly sums: { readonly sessions: number; readonly fruitful: number; readonly fruitless: number };
}

const MARK = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
const DUTY = { program: states("done"), work: "duty" };

describe("the revisions of a fleet's files", () => {
  let fleet: TestFleet;
  beforeAll(async () => {
    fleet = new TestFleet({ agents: { ada: DUTY } });
    for (const words of [
      ["init", "--quiet"],
      ["add", "midwatch.yaml", "agents"],
      ["commit", "--quiet", "-m", "first"],
    ])
      git(fleet.folder, ...words);
    await fleet.run("ada");
    appendFileSync(join(fleet.folder, "agents", "ada.md"), "\nBe brief.\n");
    git(fleet.folder, "commit", "--quiet", "--author=bob <b@example.org>", "-am", "second");
    for (const agent of ["ada", "ada"]) await fleet.run(agent);
    writeFileSync(
      join(fleet.folder, "agents", "eve.md"),
      "---\nbackend: { use: command, run: [bash, -c, exit] }\nworkspace: desk\n---\n\nRest.\n",
    );
    await fleet.run("ada");
  });

  it("are told with what changed, by whom where git knows, and how sessions went with each", async () => {
    const told = await fleet.ask<readonly Told[]>("sessions", "--by", "revision");
    expect(told.map(({ changed, sums }) => [changed, sums.sessions])).toEqual([
      [[{ path: "agents/eve.md", how: "new", mark: MARK }], 1],
      [
        [
          {
            path: "agents/ada.md",
            how: "changed",
            mark: MARK,
            by: expect.stringMatching(/^bob \([0-9a-f]{7}\)$/) as string,
          },
        ],
        2,
      ],
      [undefined, 1],
    ]);
    const { stdout } = await fleet.cli("sessions", "--by", "revision", "--limit", "2");
    expect(stdout).toMatch(/^revision +since +sessions +success +no effect +spent +what changed/);
    expect(stdout).toMatch(/agents\/ada\.md by bob \(/);
    expect(stdout).toContain("the latest 2 of 3: midwatch sessions --by revision --limit 3");
  });

  it("are kept with each session, and shown with it", async () => {
    const [{ id } = { id: "" }] = await fleet.ask<readonly Told[]>("sessions", "--by", "revision");
    expect((await fleet.cli("show", "ada")).stdout).toContain(`revision ${id} of the fleet's files`);
  });

  it("are of all sessions, and refuse to be of one agent's", async () => {
    expect(await fleet.cli("sessions", "ada", "--by", "revision")).toMatchObject({
      code: 2,
      stderr: "--by revision is of all sessions: it takes --limit and --json alone\n",
    });
  });
});
