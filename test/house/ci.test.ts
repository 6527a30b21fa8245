import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { processesWith } from "../end-to-end/command-line.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const VITEST = join(ROOT, "node_modules/vitest/vitest.mjs");
const REPORTER = join(ROOT, "scripts/ci/reporter.mjs");
/** Minutes: three seconds. */
const SILENCE = "0.05";

const SUITE = `import { describe, expect, it } from "${join(ROOT, "node_modules/vitest/dist/index.js")}";
it("passes", () => {});
it("passes, too", () => {});
it("fails", () => expect(1).toBe(2));
it.skip("is left out", () => {});
describe("what hangs", () => {
  it.skipIf(process.env.HANGS === undefined)("hangs for ever", { timeout: Infinity }, () => new Promise(() => {}));
});
`;

/** A place with a suite of tests, as \`.ci/run\` has one. */
function scene() {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-ci-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "some.test.ts"), SUITE);
  const log = join(folder, "log");
  const run = async (program: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) => {
    const env = { PATH: process.env.PATH ?? "", HOME: folder, MIDWATCH_TEST_LOG: log, CI: "true", ...more };
    const child = spawn(program, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
    await once(child, "close");
    return { code: child.exitCode, said };
  };
  const script = (name: string, ...args: readonly string[]) => [join(ROOT, "scripts/ci", name), ...args];
  const tests = [VITEST, "run", "--root", folder, "--reporter=default", `--reporter=${REPORTER}`];
  return { folder, log, run, script, tests };
}

describe("what .ci/run says in the end", () => {
  it("is how many tests passed, over all their runs, one that never told among those that failed", async () => {
    const { log, run, script, tests } = scene();
    expect((await run(process.execPath, tests)).code).toBe(1);
    expect((await run(process.execPath, tests)).code).toBe(1);
    expect((await run(process.execPath, script("count.mjs"))).said).toBe("tests: 4 passed, 2 failed, 4 skipped\n");
    writeFileSync(log, `${readFileSync(log, "utf8")}{"run":"began"}\n{"be`);
    expect((await run(process.execPath, script("count.mjs"))).said).toBe("tests: 4 passed, 3 failed, 4 skipped\n");
  });

  it("counts a file that cannot be loaded as one that failed", async () => {
    const { folder, run, script, tests } = scene();
    writeFileSync(join(folder, "some.test.ts"), "throw new Error();\n");
    await run(process.execPath, tests);
    expect((await run(process.execPath, script("count.mjs"))).said).toBe("tests: 0 passed, 1 failed, 0 skipped\n");
  });
});

describe("the watchdog of .ci/run", () => {
  it("names the test that hangs when nothing is said any more, and ends all of it with an exit code of its own", async () => {
    const { folder, log, run, script, tests } = scene();
    // Silent only once the test has begun.
    const quoted = [process.execPath, ...tests].map((word) => `'${word}'`).join(" ");
    const program = `${quoted} >/dev/null & until grep -q '"began":"[^"]*hangs for ever' '${log}'; do echo; sleep 0.1; done; wait`;
    const { code, said } = await run(process.execPath, script("watchdog.mjs", SILENCE, "sh", "-c", program), {
      HANGS: "1",
    });
    expect(code).toBe(124);
    expect(said).toContain(`has said nothing for ${SILENCE} minutes, and is ended.`);
    expect(said).toMatch(/Running:\n {2}some\.test\.ts\n {2}some\.test\.ts > what hangs > hangs for ever\n/);
    expect(processesWith(folder)).toEqual([]);
  });

  it("passes on what is said, and how it ended", async () => {
    const { run, script } = scene();
    const { code, said } = await run(
      process.execPath,
      script("watchdog.mjs", "20", "sh", "-c", "echo out; echo err >&2; exit 7"),
    );
    expect([code, said.split("\n").toSorted()]).toEqual([7, ["", "err", "out"]]);
  });
});
