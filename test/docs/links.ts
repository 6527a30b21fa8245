import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const LINK = /\]\((?<target>[^)\s]+)\)/g;
const FENCE = /^(?<mark>```+|~~~+)[^\n]*\n[\s\S]*?^\k<mark>/gm;

/** The links of a Markdown file to what is not there: a file, or a heading in one. */
export function deadLinksIn(page: string): readonly string[] {
  const text = readFileSync(page, "utf8").replaceAll(FENCE, "");
  const targets = [...text.matchAll(LINK)].map(({ groups }) => groups?.target ?? "");
  return targets.filter((target) => !/^[a-z]+:/.test(target) && !isThere(page, target));
}

function isThere(page: string, target: string): boolean {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page : join(dirname(page), path);
  if (!existsSync(file)) return false;
  return anchor === undefined || headings(readFileSync(file, "utf8")).includes(anchor);
}

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
