import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const LINK = /\]\((?<target>[^)\s]+)\)/g;
const FENCE = /^(?<mark>```+|~~~+)[^\n]*\n[\s\S]*?^\k<mark>/gm;

const markdownIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => join(folder, path));

const top = readdirSync(".").filter((name) => name.endsWith(".md"));
const PAGES = [...top, ...markdownIn("docs"), ...markdownIn(".github")];

/** What can be linked to: the second heading of the same words ends in "-1". */
function headings(text: string): readonly string[] {
  const times = new Map<string, number>();
  return [...text.matchAll(/^#+ (?<title>.+)$/gm)].map(({ groups }) => {
    const words = (groups?.title ?? "").toLowerCase().replaceAll(/[^\p{L}\p{N} -]/gu, "");
    const slug = words.replaceAll(" ", "-");
    const before = times.get(slug) ?? 0;
    times.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

function isThere(page: string, target: string): boolean {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page : join(dirname(page), path);
  if (!existsSync(file)) return false;
  return anchor === undefined || headings(readFileSync(file, "utf8")).includes(anchor);
}

describe("a page of the documentation", () => {
  it.each(PAGES)("%s has no dead link", (page) => {
    const text = readFileSync(page, "utf8").replaceAll(FENCE, "");
    const targets = [...text.matchAll(LINK)].map(({ groups }) => groups?.target ?? "");
    const own = targets.filter((target) => !/^[a-z]+:/.test(target));
    expect(own.filter((target) => !isThere(page, target))).toEqual([]);
  });

  it("is found from docs/README.md", () => {
    const order = readFileSync("docs/README.md", "utf8");
    const pages = readdirSync("docs").filter((name) => name.endsWith(".md") && name !== "README.md");
    expect(pages.filter((name) => !order.includes(`](${name})`))).toEqual([]);
  });

  it("that is a decision has the number of its file", () => {
    const decisions = readdirSync("docs/decisions").map(
      (name) => [name, readFileSync(join("docs/decisions", name), "utf8")] as const,
    );
    expect(decisions.filter(([name, text]) => !text.startsWith(`# ${Number(name.slice(0, 4))}. `))).toEqual([]);
  });
});
