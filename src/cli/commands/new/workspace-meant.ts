import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { DeclaredFleet } from "../../../config/declared.ts";
import { located } from "../../../config/paths.ts";
import { MidwatchError } from "../../../core/errors.ts";
import { askProgram } from "../../../core/host/ask.ts";
import { CONFIG_FILE } from "../../../fleet-folder.ts";
import { inline, slug } from "../init/lines.ts";

/** Workspaces of a fleet, with where each is pushed to: "desk (./desk.git)". */
export const workspacesSaid = ({ settings }: DeclaredFleet): string =>
  Object.entries(settings.workspaces)
    .map(([name, { remote }]) => `${name} (${remote})`)
    .join(", ");

/** Name of the workspace that is meant: by its name, its remote, its checkout, or a folder that was cloned from it. */
export async function workspaceMeant(answer: string, fleet: DeclaredFleet, folder: string): Promise<string> {
  const workspaces = Object.entries(fleet.settings.workspaces);
  if (workspaces.some(([name]) => name === answer)) return answer;
  const path = resolve(answer);
  const origin = existsSync(path) ? await originOf(path) : undefined;
  const places = [answer, path, ...(origin === undefined ? [] : [located(origin, path)])];
  const found = workspaces.find(
    ([, { remote, checkout }]) =>
      places.includes(located(remote, folder)) || (checkout !== undefined && resolve(folder, checkout) === path),
  );
  if (found) return found[0];
  throw new MidwatchError(
    `--on: no workspace is called "${answer}", or pushed there; there are: ${workspacesSaid(fleet)}${addition(path, origin)}`,
  );
}

async function originOf(path: string): Promise<string | undefined> {
  const { code, out } = await askProgram(["git", "remote", "get-url", "origin"], { cwd: path });
  return code === 0 ? out.trim() : undefined;
}

/** Line that makes a workspace of a repository which is none. */
const addition = (path: string, origin: string | undefined) =>
  origin === undefined
    ? ""
    : `. To add it, write under workspaces: in ${CONFIG_FILE}: ${slug(basename(path), "workspace")}: { remote: ${inline(origin)} }`;
