import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aMoment } from "../limits.ts";
import { processesWith } from "./command-line.ts";
import { states, TestFleet, temporaryFolder } from "./fleet.ts";
import { Laptop } from "./laptop.ts";
import { Sshd, whyNoSshd } from "./sshd.ts";

const WHY_NOT = whyNoSshd();
/** Milliseconds after which somebody is killed: wherever it is by then. */
const MOMENTS = [0, 150, 400, 700, 1_000, 1_500];

interface Listed {
  readonly memories: readonly { readonly text: string; readonly kind: string }[];
}

describe.skipIf(WHY_NOT !== undefined)(`what is handed over${WHY_NOT ? ` (${WHY_NOT})` : ""}`, () => {
  const sshd = new Sshd(temporaryFolder());
  beforeAll(() => sshd.start());
  afterAll(() => sshd.stop());

  it("lands once, whoever is killed with -9 on the way, and from two machines at once", async () => {
    const fleet = new TestFleet({ agents: { ann: { program: states("done") } } });
    const laptops = [new Laptop(fleet, sshd), new Laptop(fleet, sshd)];
    for (const laptop of laptops) await laptop.connect();
    const said = MOMENTS.flatMap((_, n) => laptops.map((__, of) => `Fact ${n} of laptop ${of} is ${n * 2 + of}`));
    for (const [n, ms] of MOMENTS.entries()) {
      const ended = laptops.map(async (laptop, of) => {
        const fact = said[n * 2 + of] ?? "";
        const thread = { title: `About ${n} and ${of}`, kind: "solo", note: fact };
        await laptop.hook("stop", laptop.conversation({ observations: [fact], threads: [thread] }));
        const child = laptop.start(["hook", "exchange"]);
        await aMoment(ms);
        if (n % 2 === 0) child.kill("SIGKILL");
        else for (const pid of processesWith(`receive --fleet ${fleet.folder}`)) end(pid);
        if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      });
      await Promise.all(ended);
    }
    for (const laptop of laptops) await laptop.exchange();
    for (const laptop of laptops) await laptop.handedOver();
    const { memories } = await fleet.ask<Listed>("memory", "list");
    const observed = memories.filter(({ kind }) => kind === "observation").map(({ text }) => text);
    expect(observed.toSorted()).toEqual(said.toSorted());
    const threads = fleet.files().filter((path) => path.startsWith("threads/"));
    expect(threads).toHaveLength(said.length);
    for (const path of threads) expect(fleet.published(path)?.match(/: Fact /g)).toHaveLength(1);
    expect((await fleet.cli("audit")).code).toBe(0);
  });
});

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
