import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { setup } from "../end-to-end/built.ts";
import { appears } from "../end-to-end/command-line.ts";
import { git, states, TestFleet, temporaryFolder } from "../end-to-end/fleet.ts";
import { Laptop } from "../end-to-end/laptop.ts";
import { Sshd, whyNoSshd } from "../end-to-end/sshd.ts";
import { type Step, startMock } from "../mock/anthropic.mjs";
import { CLAUDE_CODE, calls } from "./fleet.ts";

const WHY_NOT = whyNoSshd();
const files = { "threads/fees.md": "---\nkind: discuss\n---\n# Which fees?\n", "plan.md": "# Plan\n\n- nothing yet\n" };

interface Listed {
  readonly memories: readonly { readonly text: string; readonly kind: string }[];
}

const noted = (text: string): Step => ({
  text: `We have it.\n\n\`\`\`midwatch\nitem: progress\nreason: we talked\nobservations:\n  - ${text}\n\`\`\``,
});

/** The real Claude Code on a laptop, in a conversation of its person's, and the mock of the API that it talks to. */
async function conversing(laptop: Laptop) {
  const mock = await startMock();
  onTestFinished(() => mock.close());
  const env = {
    HOME: laptop.home,
    PATH: process.env.PATH ?? "",
    TERM: "dumb",
    TMPDIR: laptop.home,
    CLAUDE_CODE_TMPDIR: laptop.home,
    ANTHROPIC_BASE_URL: mock.url,
    ANTHROPIC_API_KEY: "sk-ant-mock",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
  };
  /** Answers with what the model was told. */
  return async (cwd: string, steps: readonly Step[]): Promise<string> => {
    mock.set({ steps });
    const child = spawn(CLAUDE_CODE, ["-p", "Shall we go on?", "--allowedTools", "Bash"], {
      cwd,
      env,
      stdio: "ignore",
    });
    await once(child, "exit");
    expect(child.exitCode).toBe(0);
    return JSON.stringify(mock.requests.at(-1)?.body?.messages);
  };
}

describe.skipIf(WHY_NOT !== undefined)(`Claude Code on a connected machine${WHY_NOT ? ` (${WHY_NOT})` : ""}`, () => {
  const sshd = new Sshd(temporaryFolder());
  beforeAll(async () => {
    await setup();
    await sshd.start();
  });
  afterAll(() => sshd.stop());

  it("starts with the brief, ends without a line to the host, and what it noted lands when there is one again", async () => {
    const fleet = new TestFleet({ agents: { ann: { program: states("done") } }, files });
    const laptop = new Laptop(fleet, sshd);
    expect(await laptop.connect()).toMatchObject({ code: 0 });
    const says = await conversing(laptop);
    const told = await says(laptop.home, [noted("Fees are flat")]);
    expect(told).toContain("midwatch: ann on hub, as it is now");
    expect(told).toContain("Which fees?");
    await laptop.handedOver();
    await sshd.stop();
    try {
      const alone = await says(laptop.home, [noted("Fees rise in May")]);
      expect(alone).toContain("nothing could be brought or handed over: hub cannot be reached");
      expect(alone).toContain("Which fees?");
      expect(laptop.spool()).toHaveLength(1);
    } finally {
      await sshd.start();
    }
    expect(await says(laptop.home, [{ text: "Good." }])).toContain("kept: a memory");
    await laptop.handedOver();
    const { memories } = await fleet.ask<Listed>("memory", "list");
    const observed = memories.filter(({ kind }) => kind === "observation").map(({ text }) => text);
    expect(observed.toSorted()).toEqual(["Fees are flat", "Fees rise in May"]);
  });

  it("loses nothing, and neither does an agent, where both change the same lines of main at once", async () => {
    const program = `touch $signals/begun; while [ ! -e $signals/go ]; do sleep 0.05; done; sed -i 's/nothing yet/what ann wants/' plan.md; ${states("done")}`;
    const fleet = new TestFleet({ agents: { ann: { program } }, files, tasks: ["plan"] });
    const laptop = new Laptop(fleet, sshd);
    await laptop.connect();
    const clone = join(laptop.home, "desk");
    mkdirSync(clone);
    git(laptop.home, "clone", "--quiet", fleet.remote, clone);
    git(clone, "config", "user.email", "p@example.com");
    git(clone, "config", "user.name", "person");
    const session = fleet.start("run", "ann", "--json");
    await appears(join(fleet.signals, "begun"));
    const push =
      "sed -i 's/nothing yet/what we want/' plan.md && git commit -qam 'Plan with a person' && git push -q origin HEAD:main";
    await (await conversing(laptop))(clone, [calls("Bash", { command: push }), noted("The plan is settled")]);
    fleet.signal("go");
    await session.finished;
    expect(fleet.published("plan.md")).toContain("what we want");
    const kept = [...fleet.refs("refs/midwatch/rescue"), "main"].map((ref) => fleet.git("show", `${ref}:plan.md`));
    expect(kept.join("\n")).toContain("what ann wants");
    await laptop.handedOver();
    expect((await fleet.cli("memory", "search", "plan")).stdout).toContain("The plan is settled");
  });
});
