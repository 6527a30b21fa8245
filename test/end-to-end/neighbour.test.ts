import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CONTAINMENT } from "../containment.ts";
import { git, readIf, TestFleet, temporaryFolder, write } from "./fleet.ts";

interface Status {
  readonly needsYou: readonly { readonly key: string; readonly action: string }[];
}

const FAULTS = {
  "README.md": "# Sibling\n",
  "CLAUDE.md": "Read [the notes](docs/gone.md).\n",
  "lessons/all.md": "---\nmatch:\n  keywords: ['**']\n---\n# All\n",
};

const lessons = [{ title: "Look for the notes", rule: "docs/gone.md is gone.", keywords: ["docs/gone.md"] }];
const notes = `\`\`\`midwatch\n${JSON.stringify({ item: "done", reason: "two things to mend", lessons })}\n\`\`\``;

/** Reads what it was lent, tries to change it, and tells. */
const REVIEWS = `
cp "$MIDWATCH_BRIEF" "$signals/brief"
lent=$(grep -o '"folder": "[^"]*"' "$MIDWATCH_SESSION" | cut -d'"' -f4)
git -C "$lent" log -1 --format=%s > "$signals/log"
cp "$lent/CLAUDE.md" "$signals/read"
echo changed > "$lent/README.md" && touch "$signals/wrote"
git -C "$lent" -c user.name=x -c user.email=x@x commit -qam Changed
git -C "$lent" push -q origin HEAD:main
echo '${JSON.stringify({ type: "message", text: notes })}'`;

/** A fleet of two workspaces: desk, in which the reviewer works, and its sibling's. */
function neighbours() {
  const fleet = new TestFleet({
    agents: { ann: { program: REVIEWS, work: "duty", settings: ["reviews: sibling"] } },
  });
  const folder = temporaryFolder();
  git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "sibling.git");
  const checkout = join(folder, "checkout");
  git(folder, "clone", "--quiet", "sibling.git", "checkout");
  const publish = (files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) write(checkout, path, text);
    git(checkout, "add", ...Object.keys(files));
    git(checkout, "commit", "--quiet", "-m", "By the sibling");
    git(checkout, "push", "--quiet", "--set-upstream", "origin", "HEAD:main");
  };
  publish(FAULTS);
  fleet.configure([
    "workspaces:",
    "  desk: { remote: ../remote.git }",
    `  sibling: { remote: ${folder}/sibling.git, checkout: ${checkout} }`,
  ]);
  fleet.declare("ann", { program: REVIEWS, work: "duty", settings: ["workspace: desk", "reviews: sibling"] });
  return { fleet, folder, checkout, publish };
}

describe("a sibling's review", () => {
  it("reads the neighbour's workspace, changes nothing of it, and tells its owner until nothing is left to say", async () => {
    const { fleet, folder, checkout, publish } = neighbours();
    mkdirSync(join(checkout, "build"));
    for (let n = 0; n < 60; n++) write(checkout, `build/${n}.o`, "x");
    const { outcome, item } = await fleet.run("ann");
    expect([outcome.kind, item?.title]).toEqual(["done", "Review of sibling, as its good neighbour"]);

    const brief = fleet.readSignal("brief");
    expect(brief).toMatch(/## The neighbour: sibling\n\n- The newest commit of sibling lies in/);
    expect(brief).toContain("- 60 files are neither tracked nor ignored, in build: ");
    expect(brief).toContain("- instructions point to files that are not there: docs/gone.md: ");
    expect(brief).toContain('keywords that match almost everything: "**" in lessons/all.md');
    expect(brief).not.toContain("no upstream");
    expect([fleet.readSignal("log"), fleet.readSignal("read")]).toEqual(["By the sibling\n", FAULTS["CLAUDE.md"]]);
    if (CONTAINMENT === "bubblewrap") expect(readIf(join(fleet.signals, "wrote"))).toBeUndefined();
    expect(git(`${folder}/sibling.git`, "log", "--format=%s", "--all")).toBe("By the sibling");

    const { needsYou } = await fleet.ask<Status>("status");
    expect(needsYou.map(({ action }) => action)).toEqual([
      expect.stringMatching(/^look at what ann has found in sibling: 60 files .*\(midwatch show [0-9a-f]{8}\)$/),
    ]);
    expect(fleet.published("lessons/learned/look-for-the-notes.md")).toContain("author: ann");
    const [journal = ""] = fleet.files().filter((path) => path.startsWith("journal/"));
    expect(fleet.published(journal)).toContain("What a first look at sibling has found");

    git(checkout, "clean", "--quiet", "--force", "-d");
    publish({ "CLAUDE.md": "# Here\n", "lessons/all.md": "---\nmatch:\n  keywords: [merge conflict]\n---\n# All\n" });
    await fleet.run("ann");
    expect(fleet.readSignal("brief")).toContain("A first look finds nothing");
    expect((await fleet.ask<Status>("status")).needsYou).toEqual([]);
  });

  it("fails with a sentence, and without starting the agent, when there is nothing to be seen", async () => {
    const { fleet, folder } = neighbours();
    fleet.configure([`workspaces: { desk: { remote: ../remote.git }, sibling: { remote: ${folder}/nowhere.git } }`]);
    expect((await fleet.run("ann")).outcome).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("setup: sibling cannot be reviewed") as string,
    });
    expect(readIf(join(fleet.signals, "brief"))).toBeUndefined();
  });

  it("is a duty, of a workspace that is declared", async () => {
    const { fleet } = neighbours();
    fleet.declare("ann", {
      program: REVIEWS,
      work: "workspace-tasks",
      settings: ["workspace: desk", "reviews: nobody"],
    });
    const { code, stderr, stdout } = await fleet.cli("check");
    expect(code).toBe(2);
    expect(stdout + stderr).toMatch(/reviews: no workspace is called "nobody"; there are: desk, sibling/);
    expect(stdout + stderr).toContain(
      "reviews: a review is a duty; write work: [duty, workspace-tasks], or leave work out",
    );
  });
});
