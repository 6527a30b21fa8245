import type { Offered } from "../../../core/contracts/backend.ts";
import type { WorkspaceView } from "../../../core/contracts/work.ts";
import { changedSince, readCopiedFile, readTrusted, type Trusted } from "./copies.ts";
import { partsOf, REPOSITORY_FILES, readSource, USER_FILE } from "./owner-settings.ts";

const CLAUDE_MD = ["CLAUDE.md", ".claude/CLAUDE.md", "AGENTS.md"];
const WHOLE = "the file";
const OFF = "nothing of a repository is run before you approve it: midwatch trust";
const KEPT =
  "it has changed since it was trusted; what was approved then stays active: review the change with midwatch trust";

/** The texts of the owner's settings: of one commit and, where a path is given, of the person's own home. */
export async function sourceTexts(view: WorkspaceView, user?: string): Promise<ReadonlyMap<string, string>> {
  const texts = new Map(await view.readAll(REPOSITORY_FILES));
  const own = user === undefined ? undefined : await readCopiedFile(user);
  return own === undefined ? texts : texts.set(USER_FILE, own);
}

/** Hooks and servers that a commit, and the person's home, hold for the CLI, and which of them are in force. */
export async function offeredBy(view: WorkspaceView, folder: string | undefined): Promise<Offered[]> {
  const trusted = await readTrusted(folder);
  const texts = await sourceTexts(view, trusted.kind === "copies" ? trusted.pin.user : undefined);
  const changed = trusted.kind === "copies" ? changedSince(trusted.pin, texts) : [];
  const parts = [...texts].flatMap(([source, text]) => offeredIn(source, text, trusted, changed));
  const gone = changed.filter((source) => !texts.has(source));
  return [
    ...gone.map((source): Offered => ({ source, what: WHOLE, state: "changed", reason: `it is gone; ${KEPT}` })),
    ...parts,
    ...(await instructionsIn(view)),
  ];
}

function offeredIn(source: string, text: string, trusted: Trusted, changed: readonly string[]): Offered[] {
  const reading = readSource(source, text);
  const refused = reading.refused.map((one): Offered => ({ ...one, state: "off" }));
  const parts = partsOf(reading);
  const whole = changed.includes(source) && parts.length === 0 ? [WHOLE] : parts;
  return [...whole.map((what): Offered => ({ source, what, ...stateOf(source, trusted, changed) })), ...refused];
}

function stateOf(source: string, trusted: Trusted, changed: readonly string[]): Pick<Offered, "state" | "reason"> {
  if (trusted.kind === "broken") return { state: "off", reason: trusted.reason };
  if (trusted.kind === "nothing") return { state: "off", reason: OFF };
  if (changed.includes(source)) return { state: "changed", reason: KEPT };
  return { state: "trusted", reason: "approved by its owner" };
}

/** Instructions are no programs: they are passed on, and marked as the repository's. */
async function instructionsIn(view: WorkspaceView): Promise<Offered[]> {
  const texts = await view.readAll(CLAUDE_MD);
  const source = CLAUDE_MD.find((name) => texts.has(name));
  if (source === undefined) return [];
  const imports = [...(texts.get(source) ?? "").matchAll(/(?<=^|\s)@(?<path>[\w./-]*[\w/-])/g)];
  const named =
    imports.length > 0
      ? `, with what it imports inside the repository (${imports.map(([text]) => text).join(", ")})`
      : "";
  return [{ source, what: "instructions", state: "read", reason: `passed to every run${named}` }];
}
