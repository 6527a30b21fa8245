import { parseDocument } from "yaml";
import type { ItemReport, ItemState } from "../../src/index.ts";
import { FRONT_MATTER } from "./task.ts";

const STATES = {
  done: "done",
  progress: "active",
  waiting: "waiting",
  blocked: "waiting",
  "not-viable": "cancelled",
} as const;

/** The task with its end recorded in gptme's terms. Everything else in the file stays as it was. */
export function recordInTask(text: string, { state, reason }: ItemReport, now: number): string {
  const found = FRONT_MATTER.exec(text);
  if (!found?.groups?.settings || state === "no-effect") return text;
  const document = parseDocument(found.groups.settings);
  for (const [name, value] of Object.entries(changes(state, reason, now))) {
    if (value === undefined) document.delete(name);
    else document.set(name, value);
  }
  const settings = document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
  return `---\n${settings}\n---\n${text.slice(found[0].length)}`;
}

function changes(state: ItemState, reason: string, now: number): Record<string, string | undefined> {
  const changed = { state: STATES[state] };
  const at = new Date(now).toISOString().slice(0, 19);
  switch (state) {
    case "done":
      return { ...changed, waiting_for: undefined, waiting_since: undefined, completed: `${at}Z` };
    case "waiting":
      return { ...changed, waiting_for: reason, waiting_since: at.slice(0, 10) };
    case "blocked":
      return { ...changed, waiting_for: `blocked: ${reason}`, waiting_since: at.slice(0, 10) };
    case "progress":
    case "not-viable":
      return changed;
  }
}
