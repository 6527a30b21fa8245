import { gistOf, headingOf, markdownName, momentIn, readMarked } from "../text/front-matter.ts";

/** Folder of a workspace's projects. */
export const PROJECTS = "projects";

const OVER = ["done", "closed", "paused", "cancelled", "abandoned", "archived", "backlog"];

/** Something that takes more than one session: a tracked Markdown file. */
export interface Project {
  readonly path: string;
  readonly title: string;
  readonly isActive: boolean;
  /** Epoch milliseconds; missing where the file does not say. */
  readonly updated?: number;
  /** Its next open step; else how it begins. */
  readonly next: string;
  /** Origin of its text, when that may be outside of the fleet. */
  readonly origin?: string;
}

/** A file of `projects/`. */
export function parseProject(path: string, text: string): Project {
  const { fields, body } = readMarked(text.slice(0, 32 * 1024));
  const updated = momentIn(fields.updated ?? fields.created);
  const step = fields.next_action ?? /^\s*[-*] \[ \] (?<step>.+)$/m.exec(body)?.groups?.step;
  return {
    path,
    title: headingOf(body) ?? markdownName(path),
    isActive: !OVER.includes((fields.state ?? fields.status ?? "active").trim().toLowerCase()),
    next: step === undefined ? gistOf(body, 160) : `next: ${gistOf(step, 160)}`,
    ...(updated !== undefined && { updated }),
  };
}
