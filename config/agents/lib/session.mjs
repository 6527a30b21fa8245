import { readFileSync } from "node:fs";
import { CannotDo } from "./outcome.mjs";
import { Workspace } from "./workspace.mjs";

/**
 * @typedef {{ id: string, source: string, title: string, body?: string, fields?: Record<string, string> }} Item
 * @typedef {{ id: string, agent: string, startedAt: number, item: Item, workspace: Workspace,
 *   say: (text: string) => void, learn: (lesson: Lesson) => void, knows: (lesson: Lesson) => boolean }} Session
 *   `learn` writes into the session's notes what siblings should know, `knows` says whether the brief holds it
 * @typedef {import("./lesson.mjs").Lesson} Lesson
 */

/**
 * Runs an agent's program: `work` does the item and returns one sentence with the numbers. Every ending is said on
 * stdout: a result line when the item's fate is known, otherwise a message and a non-zero exit code.
 * @param {(session: Session) => string} work
 */
export function runSession(work) {
  try {
    finish("done", work(openSession(process.env)));
  } catch (error) {
    if (error instanceof CannotDo) return finish(error.item, error.message);
    fail(error);
  }
}

/**
 * What midwatch handed over, read from the files the environment names.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Session}
 */
function openSession(env) {
  const { id, agent, startedAt } = readJson(env, "MIDWATCH_SESSION");
  const item = readJson(env, "MIDWATCH_ITEM");
  if (!Number.isSafeInteger(startedAt)) throw new Error("MIDWATCH_SESSION says no startedAt in milliseconds");
  const say = (/** @type {string} */ text) => emit({ type: "message", text });
  const learn = (/** @type {Lesson} */ lesson) => say(notes(lesson));
  const knows = (/** @type {Lesson} */ { title }) => readFileSync(String(env.MIDWATCH_BRIEF), "utf8").includes(title);
  return { id, agent, startedAt, item, workspace: new Workspace(process.cwd(), emit), say, learn, knows };
}

/** @param {Lesson} lesson */
function notes(lesson) {
  const block = JSON.stringify({ item: "done", reason: "the result says it", lessons: [lesson] }, null, 2);
  return `\`\`\`midwatch\n${block}\n\`\`\``;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} name
 */
function readJson(env, name) {
  const path = env[name];
  if (!path) throw new Error(`${name} is not set: this program is started by midwatch, which names a JSON file there`);
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new Error(`${name} does not name a readable JSON file`, { cause });
  }
}

/** @param {object} event */
function emit(event) {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

/**
 * @param {string} item
 * @param {string} reason
 */
function finish(item, reason) {
  emit({ type: "result", item, reason, usage: { inputTokens: 0, outputTokens: 0 } });
}

/** @param {unknown} error */
function fail(error) {
  const message = error instanceof Error ? error.message : String(error);
  emit({ type: "message", text: `The program failed: ${message}` });
  process.stderr.write(`The program failed: ${error instanceof Error ? (error.stack ?? message) : message}\n`);
  process.exitCode = 1;
}
