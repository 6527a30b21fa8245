import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RepositoryEvidence } from "../../../../src/audit/repository-evidence.ts";
import { git, session } from "./session.ts";

const DAY = 86_400;
const dated = (day: number, text: string) =>
  `export GIT_COMMITTER_DATE="@${1_790_000_000 + day * DAY} +0000"; echo ${text} >> n.md; git add n.md; git commit -qm ${text}`;

/** A commit, and on top of it two dozen that say they are older, each than the one before. */
async function backwards() {
  const its = await session();
  its.does(dated(0, "first"));
  const first = its.git("rev-parse", "HEAD").trim();
  its.does(Array.from({ length: 24 }, (_, n) => dated(-n - 1, `later-${n}`)).join("\n"));
  its.git("branch", "side", first);
  return { ...its, first, tip: its.git("rev-parse", "HEAD").trim() };
}

describe("a history whose dates go back (S1)", () => {
  it("has what it has: nothing is kept beside it, missing from it, or left in a clone", async () => {
    const its = await backwards();
    const { work, kept } = await its.collected();
    expect([work, kept]).toEqual([its.tip, []]);
    expect(await its.hub.history.missing(its.tip, [its.first])).toEqual([]);
    expect(await its.hub.work.leftIn(its.folder)).toEqual([]);
  });

  it("has it for the audit as well", async () => {
    const its = await backwards();
    await its.collected();
    const places = { name: "desk", branch: "main", remote: join(its.root, "seed"), hub: join(its.root, "hub.git") };
    const evidence = new RepositoryEvidence({ ...places, config: join(its.root, "state", "gitconfig") });
    expect(await evidence.unreachable([its.first, its.tip], [its.tip])).toEqual(new Set());
    expect(await evidence.unreachable([its.tip], [its.first])).toEqual(new Set([its.tip]));
  });
});

describe("a commit of midwatch's", () => {
  const dates = (its: Awaited<ReturnType<typeof session>>, commit: string) =>
    git(join(its.root, "hub.git"), "log", "-1", "--format=%at %ct", commit).trim().split(" ");

  it("is never older than what it is made on, by the date that git goes by", async () => {
    const its = await session();
    const at = Number(its.git("log", "-1", "--format=%ct", its.base)) * 1000;
    const message = (day: number) => ({ author: "ada", text: "Record", at: at + day * DAY * 1000 });
    const later = await its.hub.commitEdits(its.base, [{ path: "a.md", content: "a\n" }], message(3));
    const late = await its.hub.commitEdits(later, [{ path: "b.md", content: "b\n" }], message(1));
    expect(dates(its, late)).toEqual([`${at / 1000 + DAY}`, `${at / 1000 + 3 * DAY}`]);
    const aside = await its.hub.commitEdits(its.base, [{ path: "c.md", content: "c\n" }], message(0));
    const merged = await its.hub.merge(aside, late, message(2));
    expect(dates(its, merged.kind === "merged" ? merged.commit : "")[1]).toBe(`${at / 1000 + 3 * DAY}`);
  });

  it("does not follow a clock that was months ahead", async () => {
    const its = await session();
    const at = Number(its.git("log", "-1", "--format=%ct", its.base)) * 1000;
    const ahead = { author: "ada", text: "Record", at: at + 400 * DAY * 1000 };
    const later = await its.hub.commitEdits(its.base, [{ path: "a.md", content: "a\n" }], ahead);
    const next = await its.hub.commitEdits(later, [{ path: "b.md", content: "b\n" }], { ...ahead, at });
    expect(dates(its, next)[1]).toBe(`${at / 1000}`);
  });
});
