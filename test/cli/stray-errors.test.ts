import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const PART = new URL("../../src/cli/stray-errors.ts", import.meta.url).href;

/** What becomes of a process that has heard of errors in such a way. */
async function processWith(trouble: string) {
  const program = `
    import net from "node:net";
    import { outliveStrayErrors } from "${PART}";
    const blame = (thrown) => (/of a plugin/.test(thrown?.message ?? "") ? "the plugin x" : undefined);
    outliveStrayErrors((told) => console.log(told), blame);
    const server = net.createServer((socket) => { socket.on("error", () => {}); socket.resetAndDestroy(); });
    ${trouble}
    setTimeout(() => { console.log("still here"); process.exit(0); }, 200);
  `;
  const argv = ["--input-type=module", "--no-warnings", "-e", program];
  const ran = promisify(execFile)(process.execPath, argv);
  const { stdout, stderr, code } = await ran.then(
    (ended) => ({ ...ended, code: 0 }),
    (thrown: { stdout: string; stderr: string; code: number }) => thrown,
  );
  return { code, stderr, said: stdout.trim().split("\n") };
}

describe("the process (O1)", () => {
  it.each([
    [
      "a socket without a listener",
      "server.listen(0, () => net.connect(server.address().port).write('x'));",
      /ECONNRESET|EPIPE/,
    ],
    ["an abort of what has ended", "new net.Socket().destroy(new DOMException('aborted', 'AbortError'));", /aborted/],
    [
      "what a plugin throws in the background",
      "setTimeout(() => { throw new Error('of a plugin') }, 1);",
      /^the plugin x threw in the background.*of a plugin/,
    ],
    [
      "what a plugin rejects where nobody looks",
      "void Promise.reject(new Error('of a plugin'));",
      /^the plugin x threw in the background/,
    ],
    ["a request of which nobody waits for the answer", "void fetch('http://127.0.0.1:2');", /fetch failed|bad port/],
  ])("outlives %s, and says so", async (_, trouble, told) => {
    const { code, said } = await processWith(trouble);
    expect([code, said.at(-1)]).toEqual([0, "still here"]);
    expect(said[0]).toMatch(told);
  });

  it("ends by a mistake of ours, and shows where it was made", async () => {
    const { code, stderr, said } = await processWith("setTimeout(() => undefined.gone, 10);");
    expect([code, said]).toEqual([1, [""]]);
    expect(stderr).toContain("TypeError");
  });
});
