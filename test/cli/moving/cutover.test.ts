import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MovedHome } from "./moved-home.ts";

const isBooted = existsSync("/run/systemd/system");
const REFUSED = "Nothing was changed:";

/** A person's machine with the fixture's crontab, moved into; what is turned on there is cron's. */
async function movedIn(crontab?: (text: string) => string): Promise<MovedHome> {
  const moved = MovedHome.of("claude-cron", "project");
  if (crontab) moved.crontab = crontab(moved.crontab ?? "").replaceAll("PROJ", moved.home.repository);
  await moved.init();
  return moved;
}

const cutover = (moved: MovedHome, ...args: string[]) =>
  moved.midwatch("cutover", "--units", join(moved.home.root, "units"), ...args);

describe.skipIf(isBooted)("midwatch cutover by a crontab (skipped where systemd runs the machine)", () => {
  it("turns each old line off and midwatch on, once, and leave puts all of it back byte for byte", async () => {
    const moved = MovedHome.of("claude-cron", "project");
    // Bytes that are no text, and no end of the last line.
    moved.crontab = `# caf\xe9\r\n${moved.crontab}17 4 * * * /usr/local/bin/other`;
    const before = { crontab: moved.crontab, files: moved.files() };
    await moved.init();
    expect(await cutover(moved, "--unready", "--yes")).toMatchObject({ code: 0, stderr: "" });
    const lines = (moved.crontab ?? "").split("\n");
    expect(lines.filter((line) => line.startsWith("# turned off by midwatch cutover: "))).toHaveLength(2);
    expect(lines).toContain("0 3 * * * /usr/local/bin/backup.sh");
    expect(lines.filter((line) => line.endsWith("# by midwatch cutover"))).toEqual([
      `* * * * * ${moved.home.repository}/.midwatch/by-cron tick >/dev/null # by midwatch cutover`,
      `*/10 * * * * ${moved.home.repository}/.midwatch/by-cron check-dues >/dev/null # by midwatch cutover`,
    ]);
    const once = moved.crontab;
    const again = await cutover(moved, "--unready", "--yes");
    expect(again.stdout).toMatch(/Cut over already, at \d{4}-.*: nothing to do/);
    expect(moved.crontab).toBe(once);
    expect(await moved.midwatch("leave", "--yes")).toMatchObject({ code: 0, stderr: "" });
    expect({ crontab: moved.crontab, files: moved.files() }).toEqual(before);
  });

  it("leaves what a person has written into the crontab since", async () => {
    const moved = await movedIn();
    const before = moved.crontab ?? "";
    await cutover(moved, "--unready", "--yes");
    moved.crontab = `# mine\n${moved.crontab}5 5 * * * /mine\n`;
    const { stdout } = await moved.midwatch("leave", "--yes");
    expect(moved.crontab).toBe(`# mine\n${before}5 5 * * * /mine\n`);
    expect(stdout).toContain("your crontab: has been changed since: only midwatch's own lines are taken out of it");
  });

  it("does nothing while a line may go on that it cannot follow, until somebody says what is to become of it", async () => {
    const moved = await movedIn((text) => `${text}0 4 * * * make -C PROJ nightly\n@reboot cd PROJ && ./serve\n`);
    const before = moved.crontab;
    const refused = await cutover(moved, "--unready", "--yes");
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(REFUSED) });
    expect(refused.stderr).toMatch(/crontab line 10 names this repository .*: say --off "crontab line 10" or --keep/);
    expect(refused.stderr).toContain('say --off "crontab line 11"');
    const unknown = await cutover(moved, "--unready", "--yes", "--keep", "crontab line 99");
    expect(unknown.stderr).toContain('no old job is called "crontab line 99"; there are: crontab line 7');
    expect(moved.crontab).toBe(before);
    const said = ["--keep", "crontab line 11", "--off", "crontab line 10"];
    const { code, stdout } = await cutover(moved, "--unready", "--yes", ...said);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Goes on beside midwatch, as you say\n {2}crontab line 11 /);
    expect(moved.crontab).toMatch(/^# turned off by midwatch cutover: 0 4 \* \* \* make/m);
    expect(moved.crontab).toMatch(/^@reboot cd/m);
  });

  it("does nothing while an agent could not run, and names it", async () => {
    const moved = await movedIn();
    const before = moved.crontab;
    const { code, stderr } = await cutover(moved, "--yes");
    expect(code).toBe(2);
    expect(stderr).toMatch(/strategist could not run: claude-code: .*--unready/);
    expect(moved.crontab).toBe(before);
  });

  it("turns midwatch on where there is no crontab at all, and leave takes that away", async () => {
    const moved = await movedIn();
    rmSync(join(moved.home.root, "crontab"));
    const { code, stdout } = await cutover(moved, "--unready", "--yes");
    expect(code).toBe(0);
    expect(stdout).toContain("No crontab line and no unit in force runs an agent in this repository.");
    expect(moved.crontab).toMatch(/^\* \* \* \* \* .*by-cron tick/);
    await moved.midwatch("leave", "--yes");
    expect(moved.crontab).toBeUndefined();
  });

  it("says in a sentence that the crontab may not be read or written, and changes nothing", async () => {
    const moved = await movedIn();
    const before = moved.crontab;
    writeFileSync(join(moved.home.root, "closed"), "");
    const { code, stderr } = await cutover(moved, "--unready", "--yes");
    expect(code).toBe(2);
    expect(stderr).toContain(
      "crontab -l does not say what is in your crontab: you are not allowed to use this program",
    );
    expect(moved.crontab).toBe(before);
  });

  it("puts the crontab back where midwatch cannot be turned on, and says so", async () => {
    const moved = await movedIn();
    const before = moved.crontab;
    // A folder is in the way of what the lines would run.
    mkdirSync(join(moved.home.repository, ".midwatch/by-cron/x"), { recursive: true });
    const { code, stderr } = await cutover(moved, "--unready", "--yes");
    expect(code).not.toBe(0);
    expect(stderr).toContain("everything is as it was");
    expect(moved.crontab).toBe(before);
    expect(
      JSON.parse(readFileSync(join(moved.home.repository, ".midwatch/before/record.json"), "utf8")).steps,
    ).toHaveLength(1);
  });
});
