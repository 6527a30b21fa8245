import { z } from "zod";
import type { SessionRecord } from "../../core/contracts/fleet-history.ts";
import type { HealthCheck, HealthQuestion, WorkspaceFacts } from "../../core/contracts/health.ts";
import type { HealthReport } from "../../core/contracts/health-report.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import type { Rescue } from "../../core/contracts/rescues.ts";
import { DAY, HOUR } from "../../core/text/time-units.ts";
import { counted } from "../../core/text/wording.ts";
import { moment, rounded, span } from "./words.ts";

const Options = z.strictObject({
  hours: z.number().nonnegative().default(1).describe("Hours for which something may wait to be pushed"),
  rescueDays: z.number().nonnegative().default(2).describe("Days for which rescued work may wait to be gone on with"),
});

type UnpushedLimits = z.infer<typeof Options>;

const MAX_SESSIONS = 200;

/**
 * Is there anything that was never pushed, history that was rewritten, work on a rescue ref that no session goes on
 * with?
 */
export const git: Factory<HealthCheck, UnpushedLimits> = {
  name: "git",
  options: Options,
  create: (limits) => ({
    name: "git",
    about: "fleet",
    async check(question) {
      const found: HealthReport[] = [];
      for (const workspace of await question.workspaces()) {
        const latest = await question.history.sessions({ limit: MAX_SESSIONS });
        const sessions = latest.filter((session) => session.workspace === workspace.name);
        found.push(...(await unpushed(workspace, question, limits)));
        found.push(...(await diverged(workspace, sessions)));
        found.push(...(await rescues(workspace, { ...question, ...limits })));
      }
      const quiet: HealthReport = {
        check: "git",
        status: "pass",
        detail: "all work is pushed; no leftover clones",
      };
      return found.length > 0 ? found : quiet;
    },
  }),
};

async function unpushed({ name }: WorkspaceFacts, { history, now }: HealthQuestion, { hours }: UnpushedLimits) {
  const waiting = await history.unconfirmed(name);
  const ended = await Promise.all(waiting.map(async ({ session }) => (await history.find(session))[0]?.endedAt ?? now));
  const oldest = Math.min(now, ...ended);
  if (waiting.length === 0 || now - oldest < hours * HOUR) return [];
  const detail = `${counted(waiting.length, "thing")} of ${name} not pushed, the oldest for ${span(now - oldest)}: is its remote there?`;
  const measured = { value: rounded((now - oldest) / HOUR), threshold: hours, unit: "hours" };
  return [warning(`${name}/unpushed`, detail, { ...measured, needsPerson: true })];
}

/**
 * Warns of a published commit that the branch does not have any more: it is there for good, unless history was
 * rewritten.
 */
async function diverged({ name, branch, current, contains }: WorkspaceFacts, sessions: readonly SessionRecord[]) {
  for (const { publication, id } of current ? sessions : []) {
    if (publication?.kind !== "published" || (await contains(publication.commit))) continue;
    const commit = publication.commit.slice(0, 7);
    const detail = `${branch} of ${name} does not have ${commit} any more, which session ${id} had published: its history was rewritten`;
    return [warning(`${name}/diverged`, detail, { needsPerson: true })];
  }
  return [];
}

async function rescues(
  { name, contains }: WorkspaceFacts,
  { history, now, rescueDays }: Pick<HealthQuestion, "history" | "now"> & Pick<UnpushedLimits, "rescueDays">,
): Promise<HealthReport[]> {
  const waiting: Rescue[] = [];
  for (const rescue of await history.rescues({ workspace: name, state: "waiting" })) {
    const { ref, commit, item, kind } = rescue;
    const latest = item && kind === "work" ? (await history.rescued(name, item))?.ref : ref;
    if (latest === ref && !(commit && (await contains(commit)))) waiting.push(rescue);
  }
  const oldest = waiting.toSorted((a, b) => a.at - b.at)[0];
  if (!oldest || now - oldest.at <= rescueDays * DAY) return [];
  const detail = `${counted(waiting.length, "rescue ref")} of ${name} with work that no session has continued, the oldest since ${moment(oldest.at)}: midwatch rescue show ${oldest.name}`;
  const measured = { value: rounded((now - oldest.at) / DAY), threshold: rescueDays, unit: "days" };
  return [warning(`${name}/rescues`, detail, measured)];
}

const warning = (about: string, detail: string, more: Partial<HealthReport>): HealthReport => ({
  check: "git",
  about,
  status: "warn",
  detail,
  ...more,
});
