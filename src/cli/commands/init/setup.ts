import type { Sourced } from "./job.ts";

const VENV = "python3 -m venv .venv";

/** Lockfiles, and the commands, a line each, that install exactly what they say. Of each group, only the first that is there counts. */
const LOCKED: readonly (readonly (readonly [file: string, command: string])[])[] = [
  [
    ["package-lock.json", "npm ci"],
    ["npm-shrinkwrap.json", "npm ci"],
    ["pnpm-lock.yaml", "pnpm install --frozen-lockfile"],
    ["yarn.lock", "yarn install --immutable"],
    ["bun.lock", "bun install --frozen-lockfile"],
    ["bun.lockb", "bun install --frozen-lockfile"],
  ],
  [
    ["uv.lock", "uv sync --frozen"],
    ["poetry.lock", "poetry install"],
    ["pdm.lock", "pdm sync"],
    ["Pipfile.lock", "pipenv sync"],
    ["requirements.txt", `${VENV}\n.venv/bin/pip install -r requirements.txt`],
    ["pyproject.toml", `${VENV}\n.venv/bin/pip install -e .`],
  ],
  [["Cargo.lock", "cargo fetch --locked"]],
  [["go.sum", "go mod download"]],
  [["Gemfile.lock", "bundle install"]],
  [["composer.lock", "composer install"]],
];

/** Settings that make a fresh clone usable, as far as the files at the top of the repository say. */
export async function setupFor(
  tracked: readonly string[],
  read: (path: string) => Promise<string | undefined>,
): Promise<Sourced[]> {
  const found = LOCKED.flatMap((group) => group.filter(([file]) => tracked.includes(file)).slice(0, 1));
  const texts = await Promise.all(found.map(([file]) => read(file)));
  return found.flatMap(([file, commands], n) =>
    exact(file, commands, texts[n] ?? "").map((value) => ({ value, from: file })),
  );
}

/** Yarn's first generation has another word for it; a pyproject.toml without a build system cannot be installed. */
function exact(file: string, commands: string, text: string): string[] {
  if (file === "yarn.lock" && text.includes("# yarn lockfile v1")) return ["yarn install --frozen-lockfile"];
  if (file === "pyproject.toml" && !/^\[build-system\]/m.test(text)) return [];
  return commands.split("\n");
}
