import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deadLinksIn } from "./links.ts";

const markdownIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => join(folder, path));

const top = readdirSync(".").filter((name) => name.endsWith(".md"));
const PAGES = [...top, ...markdownIn("docs"), ...markdownIn(".github")];

describe("a page of the documentation", () => {
  it.each(PAGES)("%s has no dead link", (page) => {
    expect(deadLinksIn(page)).toEqual([]);
  });

  it("is found from docs/README.md", () => {
    const order = readFileSync("docs/README.md", "utf8");
    const pages = readdirSync("docs").filter((name) => name.endsWith(".md") && name !== "README.md");
    expect(pages.filter((name) => !order.includes(`](${name})`))).toEqual([]);
  });

  it("a page of the documentation that is a decision has the number of its file", () => {
    const decisions = readdirSync("docs/decisions").map(
      (name) => [name, readFileSync(join("docs/decisions", name), "utf8")] as const,
    );
    expect(decisions.filter(([name, text]) => !text.startsWith(`# ${Number(name.slice(0, 4))}. `))).toEqual([]);
  });
});
