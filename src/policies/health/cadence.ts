import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import type { HealthCheck, WorkspaceFacts } from "../../core/contracts/health.ts";
import type { HealthReport } from "../../core/contracts/health-report.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import { DAY } from "../../core/text/time-units.ts";
import { moment, rounded, span } from "./words.ts";

const Options = z
  .strictObject({
    path: z
      .string()
      .min(1)
      .optional()
      .describe("A folder or file of the workspace: journal, docs/news.md")
      .meta({ example: "journal" }),
    file: z
      .string()
      .min(1)
      .optional()
      .describe("A file of this machine instead, e.g. a heartbeat that another program writes")
      .meta({ example: "/var/lib/sync/heartbeat" }),
    days: z
      .number()
      .positive()
      .default(8)
      .describe("Days after which nothing new is a warning; parts of a day are allowed"),
    failDays: z.number().positive().optional().describe("Days after which it is a failure").meta({ example: 14 }),
    workspace: z.string().optional().describe("Only in this workspace; left out: in each").meta({ example: "desk" }),
  })
  .refine(({ path, file }) => (path === undefined) !== (file === undefined), "write either path or file");

type CadenceLimits = Pick<z.infer<typeof Options>, "days" | "failDays">;

/** Has there been anything new under a path, or in a file, for so many days? */
export const cadence: Factory<HealthCheck, z.infer<typeof Options>> = {
  name: "cadence",
  options: Options,
  create: ({ path, file, workspace, ...limits }, { folder }) => {
    const what = path ?? file ?? "";
    return {
      name: `cadence:${what}`,
      about: "fleet",
      async check({ now, workspaces }) {
        if (path === undefined) return freshness({ what, at: await modified(resolve(folder, what)), now }, limits);
        const all = await workspaces();
        const meant = all.filter(({ name }) => workspace === undefined || name === workspace);
        return Promise.all(meant.map((one) => inWorkspace(one, { what: path, now, several: all.length > 1 }, limits)));
      },
    };
  },
};

async function inWorkspace(
  workspace: WorkspaceFacts,
  { what, now, several }: { readonly what: string; readonly now: number; readonly several: boolean },
  limits: CadenceLimits,
): Promise<HealthReport> {
  const at = await workspace.lastChange(what);
  const about = several ? { about: workspace.name } : {};
  if (at !== undefined) return { ...freshness({ what, at, now }, limits), ...about };
  const detail = `there is nothing under ${what} in ${workspace.name} yet`;
  return { check: `cadence:${what}`, status: "pass", detail, ...about };
}

/** Pure: how old the newest may be. */
function freshness(
  { what, at, now }: { readonly what: string; readonly at: number | undefined; readonly now: number },
  { days, failDays }: CadenceLimits,
): HealthReport {
  const check = `cadence:${what}`;
  if (at === undefined) return { check, status: "warn", detail: `${what} is not there`, threshold: days, unit: "days" };
  const old = (now - at) / DAY;
  const failed = failDays !== undefined && old > failDays;
  const status = failed ? "fail" : old > days ? "warn" : "pass";
  const detail = `${status === "pass" ? "the newest in" : "nothing new in"} ${what} ${status === "pass" ? "is of" : "since"} ${moment(at)}, ${span(now - at)} ago`;
  return { check, status, detail, value: rounded(old), threshold: failed ? failDays : days, unit: "days" };
}

async function modified(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    return undefined;
  }
}
