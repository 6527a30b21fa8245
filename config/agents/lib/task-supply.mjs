import { assignments } from "./assignments.mjs";
import { instant } from "./calendar.mjs";
import { GLOSSARY } from "./glossary.mjs";
import { slug } from "./markdown.mjs";
import { TASKS } from "./tasks.mjs";

/** @typedef {import("./assignments.mjs").Assignment} Assignment */

/**
 * What to have written next: what nobody has asked for yet, and what is not there yet.
 * @param {import("./prices.mjs").Prices} prices
 * @param {import("./workspace.mjs").Workspace} workspace
 * @param {number} count
 * @returns {Assignment[]}
 */
export function nextTasks(prices, workspace, count) {
  const glossary = workspace.read(GLOSSARY) ?? "";
  const isThere = (/** @type {Assignment} */ { title, path }) =>
    path === GLOSSARY ? glossary.includes(`## ${title.replace(/^.*: /, "")}\n`) : workspace.has(path);
  const open = assignments(prices).filter((one) => !workspace.has(taskPath(one)) && !isThere(one));
  return open.slice(0, Math.max(count, 0));
}

/** @param {Assignment} assignment */
export function taskPath({ title }) {
  return `${TASKS}/${slug(title)}.md`;
}

/**
 * A task file that asks for the assignment; low, so that what a person asks for goes first.
 * @param {Assignment} assignment
 * @param {{ at: number, because: string }} origin
 */
export function taskFile({ title, path }, { at, because }) {
  return `---
state: todo
created: ${instant(at)}
priority: low
assigned_to: content
tags: [${slug(title.replace(/:.*/, ""))}]
---
# ${title}

Write it into \`${path}\`, every number worked out from \`data/prices.csv\`.

It is done when a reader who was not there can follow it, and check its numbers against the prices.

Added by the Strategist, because ${because}.
`;
}
