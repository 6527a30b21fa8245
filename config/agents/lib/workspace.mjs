import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const GIT = ["--no-pager", "-c", "core.quotePath=false"];

/** The git work tree a session works in; everything done to it is told as tool calls. Paths are relative to it. */
export class Workspace {
  #root;
  #emit;
  #calls = 0;

  /**
   * @param {string} root
   * @param {(event: object) => void} emit
   */
  constructor(root, emit) {
    this.#root = root;
    this.#emit = emit;
  }

  /** @param {string} path */
  has(path) {
    return existsSync(join(this.#root, path));
  }

  /**
   * The file's text, or undefined when there is no such file.
   * @param {string} path
   */
  read(path) {
    if (!this.has(path)) return undefined;
    return this.#call("read", { path }, () => readFileSync(join(this.#root, path), "utf8"));
  }

  /**
   * The names of a folder's Markdown files, sorted; none when there is no such folder.
   * @param {string} folder
   */
  list(folder) {
    if (!this.has(folder)) return [];
    const entries = readdirSync(join(this.#root, folder), { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".md"));
    return files.map((entry) => entry.name).sort();
  }

  /**
   * Several files at once, told as one tool call.
   * @param {string} folder
   * @param {string[]} names
   * @returns {{ path: string, text: string }[]}
   */
  readAll(folder, names) {
    if (names.length === 0) return [];
    return this.#call("read", { folder, files: names.length }, () =>
      names.map((name) => ({
        path: `${folder}/${name}`,
        text: readFileSync(join(this.#root, folder, name), "utf8"),
      })),
    );
  }

  /**
   * @param {string} path
   * @param {string} text
   */
  write(path, text) {
    this.#call("write", { path, bytes: Buffer.byteLength(text) }, () => {
      mkdirSync(dirname(join(this.#root, path)), { recursive: true });
      writeFileSync(join(this.#root, path), text);
    });
  }

  /**
   * What git prints; throws with git's own first line when it refuses.
   * @param {string[]} args
   * @returns {string}
   */
  git(args) {
    return this.#call("bash", { command: ["git", ...args].join(" ") }, () => this.#run(args));
  }

  /** @param {string[]} args */
  #run(args) {
    try {
      const options = { cwd: this.#root, maxBuffer: 2 ** 28, stdio: /** @type {any} */ (["ignore", "pipe", "pipe"]) };
      return execFileSync("git", [...GIT, ...args], { ...options, encoding: "utf8" });
    } catch (cause) {
      const said = String(/** @type {any} */ (cause).stderr ?? "").split("\n")[0];
      throw new Error(`git ${args[0]} failed: ${said || "git could not be started"}`, { cause });
    }
  }

  /**
   * @template T
   * @param {string} name
   * @param {object} input
   * @param {() => T} action
   * @returns {T}
   */
  #call(name, input, action) {
    const id = String(++this.#calls);
    this.#emit({ type: "tool_call", id, name, input });
    let ok = false;
    try {
      const answer = action();
      ok = true;
      return answer;
    } finally {
      this.#emit({ type: "tool_result", id, ok });
    }
  }
}
