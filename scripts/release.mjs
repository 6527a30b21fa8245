// Makes a release: npm run release -- 0.2.0 [--dry-run] [--publish]. It refuses what is not committed, not checked or not told of
// in CHANGELOG.md; then sets the version, dates the changelog's section, packs, commits and tags. Only --publish lets anything
// out: to npm, with a statement of where it was built.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { parseArgs } from "node:util";

/** Why there is no release: a sentence for whoever wants one. */
class Refusal extends Error {}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { "dry-run": { type: "boolean", default: false }, publish: { type: "boolean", default: false } },
});
const [version = ""] = positionals;

try {
  release(version, values);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(`release: ${error.message}`);
  process.exitCode = 1;
}

function release(to, { "dry-run": isRehearsal, publish }) {
  const from = JSON.parse(readFileSync("package.json", "utf8")).version;
  const changelog = readFileSync("CHANGELOG.md", "utf8");
  refuseVersion(from, to);
  const dated = datedChangelog(changelog, to, new Date().toISOString().slice(0, 10));
  if (run("git", "status", "--porcelain") !== "") throw new Refusal("there are changes that are not committed");
  step("npm run check", () => run("npm", "run", "check"));
  const steps = [
    { what: `package.json and package-lock.json: version ${to}`, make: () => setVersion(to) },
    { what: `CHANGELOG.md: the section of ${to} is dated`, make: () => writeFileSync("CHANGELOG.md", dated) },
    { what: "a tarball, as npm packs it", make: () => run("npm", "pack") },
    { what: `a commit, "Release ${to}"`, make: () => commit(to) },
    { what: `a tag, v${to}`, make: () => run("git", "tag", "--annotate", `v${to}`, "--message", `midwatch ${to}`) },
    ...(publish ? [{ what: "npm publish --provenance", make: () => run("npm", "publish", "--provenance") }] : []),
  ];
  for (const { what, make } of steps) step(isRehearsal ? `would make: ${what}` : what, isRehearsal ? () => {} : make);
  console.log(isRehearsal ? "Nothing was changed." : whatIsLeft(to, publish));
}

function whatIsLeft(to, isPublished) {
  if (isPublished) return `midwatch ${to} is published. What is left: git push --follow-tags`;
  return "Nothing has left this machine. What is left: git push --follow-tags, and npm publish --provenance";
}

function refuseVersion(from, to) {
  if (!/^\d+\.\d+\.\d+$/.test(to)) throw new Refusal(`which version? npm run release -- ${from}, or a higher one`);
  if (compare(to, from) < 0) throw new Refusal(`${to} is lower than ${from}, which package.json has`);
  if (run("git", "tag", "--list", `v${to}`) !== "") throw new Refusal(`there is a tag v${to} already`);
}

function compare(a, b) {
  const [first, second] = [a, b].map((each) => each.split(".").map(Number));
  return first.map((part, at) => part - second[at]).find((difference) => difference !== 0) ?? 0;
}

/** With what is unreleased as the section of that version; as it is where that has one already. */
function datedChangelog(text, to, today) {
  if (text.includes(`\n## [${to}] - `)) return text;
  const [, unreleased] = /^## \[Unreleased\]\n(?<lines>[\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(text) ?? [];
  if (!unreleased?.trim()) throw new Refusal("CHANGELOG.md has nothing under [Unreleased]: say what is new");
  return text.replace("## [Unreleased]\n", `## [Unreleased]\n\n## [${to}] - ${today}\n`);
}

function setVersion(to) {
  for (const file of ["package.json", "package-lock.json"]) {
    const settings = JSON.parse(readFileSync(file, "utf8"));
    settings.version = to;
    if (settings.packages?.[""]) settings.packages[""].version = to;
    writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`);
  }
}

function commit(to) {
  run("git", "add", "package.json", "package-lock.json", "CHANGELOG.md");
  // A first release may have nothing to change.
  run("git", "commit", "--quiet", "--allow-empty", "--message", `Release ${to}`);
}

function step(what, make) {
  console.log(what);
  make();
}

function run(command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status === 0) return stdout.trim();
  throw new Refusal(`${[command, ...args].join(" ")} failed:\n${error?.message ?? `${stdout}${stderr}`.trim()}`);
}
