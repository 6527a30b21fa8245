import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { withHistory } from "../../src/cli/fleet/open-history.ts";
import { nightPage } from "../../src/cli/views/night-page/page.ts";
import { type Picture, pictureOf } from "../../src/core/night/picture.ts";
import { nightOf } from "../../src/core/night/record.ts";
import { FORTNIGHT, fleetWith, NOW } from "../fixtures/ledgers.ts";
import { fleetOf, screenOf } from "./screens.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HOSTILE = `</li><script>alert("x")</script> & 'so' \u001B[31mred\u001B]0;title\u0007 \u202Eevil\u202C`;

async function drawn(folder: string, from = NOW - 14 * HOUR) {
  return withHistory(folder, async (history) => {
    const night = await nightOf(history, { from, to: NOW, zone: "UTC", agents: [], isAlive: () => true });
    const picture = await pictureOf(history, night);
    return { night, picture, page: nightPage(night, picture) };
  });
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-page-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const dueOf = (state: string, reason: string) => (db: DatabaseSync) =>
  db
    .prepare("INSERT INTO due VALUES (?, 'every 2h', 'trader', ?, ?, NULL, 1, 1, ?, ?, NULL)")
    .run(`d-${state}`, NOW - 3 * HOUR, NOW - 2 * HOUR, state, reason);

const hostileFleet = () =>
  fleetWith(
    temporaryFolder(),
    [
      {
        agent: HOSTILE,
        ago: 60,
        item: { id: "a", title: HOSTILE },
        outcome: { kind: "failed", cause: HOSTILE, reason: HOSTILE },
      },
    ],
    dueOf("skipped", HOSTILE),
  );

/** Sessions that the bars of a sliced picture stand for. */
const sessionsIn = ({ lanes }: Picture) =>
  lanes.flatMap(({ bars }) => bars).reduce((sum, { label }) => sum + Number(/(\d+) sessions? /.exec(label)?.[1]), 0);

describe("the page of a night", () => {
  it("is one file: nothing of it is loaded, run or sent", async () => {
    const { page } = await drawn(fleetOf("bad"));
    expect(page).not.toMatch(/<(?:script|link|img|iframe|object|base|form)\b|\bhttps?:|@import|\son\w+=|\sstyle=/i);
    expect([...page.matchAll(/url\((?<to>[^)]*)\)/g)].filter(({ groups }) => !groups?.to?.startsWith("#"))).toEqual([]);
  });

  it("lets a browser take nothing but its own style", async () => {
    const { page } = await drawn(fleetOf("good"));
    const style = /<style>(?<style>[\s\S]*)<\/style>/.exec(page)?.groups?.style ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">`,
    );
  });

  it("shows what others wrote as text, and what cannot be seen in it by its name", async () => {
    const { page } = await drawn(hostileFleet());
    expect(page).not.toContain("<script>");
    expect(page).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;so&#39;");
    expect(page).toContain("⟨U+001B⟩[31mred⟨U+001B⟩]0;title⟨U+0007⟩ ⟨U+202E⟩evil⟨U+202C⟩");
    // Nothing else than what HTML is made of.
    expect(page).not.toMatch(/[^\P{C}\n]/u);
  });

  it("has a lane for each agent, a bar for each session, and a hatched mark for each due that was not run", async () => {
    const folder = fleetOf("good");
    const db = new DatabaseSync(join(folder, ".midwatch", "ledger.db"));
    dueOf("missed", "nothing was running midwatch then")(db);
    dueOf("ran", "as scheduled")(db);
    db.close();
    const { picture, page } = await drawn(folder);
    expect(picture.lanes.map(({ agent, bars }) => [agent, bars.length])).toEqual([
      ["content", 4],
      ["strategist", 5],
      ["trader", 5],
    ]);
    const marks = page.match(/fill="url\(#due\)"><title>[^<]*/g);
    expect(marks).toEqual([expect.stringContaining("every 2h: missed: nothing was running midwatch then")]);
  });

  it("tells the ways to end apart by pattern, not by colour alone", async () => {
    const { page } = await drawn(fleetOf("bad"));
    for (const look of ["bad", "cut", "none"]) expect(page).toContain(`fill="url(#${look})"`);
  });

  it("draws what ended in each slice of a fortnight, every session in it", async () => {
    const folder = fleetWith(temporaryFolder(), FORTNIGHT);
    const { night, picture } = await drawn(folder, NOW - 14 * DAY);
    const all = night.endings.reduce((sum, { sessions }) => sum + sessions, 0);
    expect([sessionsIn(picture), all]).toEqual([all, FORTNIGHT.length]);
    expect(picture.lanes.flatMap(({ bars }) => bars).length).toBeLessThan(1_200);
    expect(Math.max(...picture.lanes.flatMap(({ bars }) => bars.map(({ high }) => high)))).toBe(1);
  });
});

describe("midwatch report --html", () => {
  it("goes to whoever reads a pipe, or to the file that is named", async () => {
    const folder = fleetOf("good");
    const piped = await screenOf(["report", "--html", "--fleet", folder]);
    expect(piped).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    const file = join(temporaryFolder(), "night.html");
    expect(await screenOf(["report", "--html", "--output", file, "--fleet", folder])).toContain(
      `the report is in ${file}`,
    );
    expect(readFileSync(file, "utf8")).toBe(piped);
  });

  it("goes to a new file where it is asked for on a terminal, and over none that is there", async () => {
    const folder = fleetOf("good");
    const here = temporaryFolder();
    const before = process.cwd();
    onTestFinished(() => process.chdir(before));
    process.chdir(here);
    await screenOf(["report", "--html", "--fleet", folder], 80);
    expect(readdirSync(here)).toEqual(["midwatch-report-2026-11-30-0800.html"]);
    await expect(screenOf(["report", "--html", "--fleet", folder], 80)).rejects.toThrow(
      /is there already: name another/,
    );
    expect(existsSync(join(here, "midwatch-report-2026-11-30-0800.html"))).toBe(true);
  });

  it.each([
    [["--output", "x.html"], "--output goes with --html"],
    [["--html", "--json"], "--html is for people"],
  ])("refuses %j", async (options, sentence) => {
    await expect(screenOf(["report", ...options, "--fleet", fleetOf("fresh")])).rejects.toThrow(sentence);
  });
});
