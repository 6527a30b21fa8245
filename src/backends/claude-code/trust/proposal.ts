import { createTwoFilesPatch } from "diff";
import type { WorkspaceView } from "../../../core/contracts/work.ts";
import { type Approved, changedSince, copiesOf, readStandingCopies, readTrusted, writeTrusted } from "./copies.ts";
import { sourceTexts } from "./offered.ts";
import { partsOf, type Refused, readSource, together } from "./owner-settings.ts";

/** Settings that would be put in force: they are shown, and then put in force as they were shown. */
export interface Proposal {
  readonly commit: string;
  /** Folder of the copies. */
  readonly folder: string;
  /** Every hook and server, a line each. */
  readonly parts: readonly string[];
  readonly refused: readonly Refused[];
  readonly notes: readonly string[];
  /** Between what is in force and what would be; empty where that is the same. */
  readonly diff: string;
  /** The sources have changed since they were approved, be it in what is refused; or the copies are broken. */
  readonly isStale: boolean;
  readonly approved: Approved;
}

interface WorkspaceFiles {
  readonly view: WorkspaceView;
  readonly folder: string;
}

/** Reads the commit and, where it is wanted or was the last time, the person's own settings. Changes nothing. */
export async function propose(
  { view, folder }: WorkspaceFiles,
  { home, wanted }: { readonly home: string; readonly wanted?: boolean | undefined },
): Promise<Proposal> {
  const trusted = await readTrusted(folder);
  const before = trusted.kind === "copies" ? trusted.pin.user : undefined;
  const user = wanted === undefined ? before : wanted ? home : undefined;
  const texts = await sourceTexts(view, user);
  const readings = [...texts].map(([source, text]) => readSource(source, text));
  const approved = { ...together(readings), texts, user };
  const parts = partsOf(approved);
  const isStale = trusted.kind === "copies" ? changedSince(trusted.pin, texts).length > 0 : trusted.kind === "broken";
  return {
    commit: view.commit,
    folder,
    parts,
    refused: readings.flatMap(({ refused }) => refused),
    notes: await notesOn(parts, view),
    diff: trusted.kind === "nothing" && parts.length === 0 ? "" : await diffOf(folder, approved),
    isStale,
    approved,
  };
}

/** After a person's yes. */
export const approve = ({ folder, approved }: Proposal): Promise<void> => writeTrusted(folder, approved);

async function diffOf(folder: string, approved: Approved): Promise<string> {
  const before = await readStandingCopies(folder);
  const patches = Object.entries(copiesOf(approved)).map(([name, after]) => {
    const old = before[name];
    if (old === after) return "";
    const from = old === undefined ? "/dev/null" : `a/${name}`;
    const patch = createTwoFilesPatch(from, `b/${name}`, old ?? "", after, undefined, undefined, { context: 3 });
    return patch.replace(/^=+\n/, "");
  });
  return patches.filter(Boolean).join("\n");
}

/** A program of the repository is only as good as the people who write to the repository. */
async function notesOn(parts: readonly string[], view: WorkspaceView): Promise<string[]> {
  const notes: string[] = [];
  for (const part of parts)
    for (const path of pathsIn(part))
      if ((await view.read(path)) !== undefined)
        notes.push(
          `${part} runs ${path} of the repository: anyone who commits there, agents too, decides what it does`,
        );
  return notes;
}

const pathsIn = (part: string): Set<string> =>
  new Set(
    part
      .split(/[\s"';&|()]+/)
      .map((word) => word.replace(/^\$\{?CLAUDE_PROJECT_DIR\}?\//, "").replace(/^\.\//, ""))
      .filter((word) => /^[\w.][\w./-]*$/.test(word) && !word.startsWith("..") && word.length < 200),
  );
