import type { RescueIntent } from "./contracts/ledger.ts";
import type { OfferedLesson, Recalled } from "./contracts/lessons.ts";
import type { Selected } from "./contracts/session.ts";
import { NOTES_REQUEST } from "./notes.ts";

/** What a brief is made of, besides the session. */
export interface Known {
  /** Newest commits of the upstream, newest first. */
  readonly log: readonly string[];
  /** Work of an earlier session on this item: merged into the clone, or only kept. */
  readonly rescued?: { readonly intent: RescueIntent; readonly applied: boolean };
  /** Earlier sessions of this agent, newest first, a line each. */
  readonly earlier: readonly string[];
  /** What was learned before, for this item. */
  readonly lessons?: Recalled;
}

/** The document a session starts from. Pure: the same facts give the same brief. */
export function buildBrief(session: Selected, known: Known): string {
  const { item, considered, health } = session;
  const why = considered.find((candidate) => candidate.taken)?.reason ?? "";
  return [
    `# Session brief`,
    section("Your item", [`**${item.title}** (${item.tier}, from ${item.source})`, `Chosen because: ${why}.`]),
    section("Work saved from an earlier session", rescueLines(known)),
    section("What deserves attention", warnings(health)),
    section("Your latest sessions", known.earlier),
    section("Newest commits", known.log),
    lessonsSection(known.lessons),
  ]
    .filter(Boolean)
    .join("\n\n");
}

/** The whole prompt. Stable text first, for the cache. */
export function buildPrompt({ agent, item }: Selected, brief: string): string {
  const rules = "You work unattended, on one item: go deep, not wide. Publishing is done for you after you end.";
  const details = Object.entries(item.fields ?? {}).map(([name, value]) => `- ${name}: ${value}`);
  const task = [`# The item`, `${item.title}`, item.body, details.join("\n")].filter(Boolean).join("\n\n");
  return [`# You are ${agent.name}`, agent.instructions, rules, NOTES_REQUEST, brief, task].join("\n\n");
}

function section(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  return `## ${title}\n\n${lines.map((line) => `- ${line}`).join("\n")}`;
}

/** Each with where it comes from: what is on probation has yet to show that it helps. */
function lessonsSection(recalled: Recalled | undefined): string {
  if (!recalled || (recalled.offered.length === 0 && recalled.trouble === undefined)) return "";
  const { offered, omitted, trouble } = recalled;
  const more = omitted > 0 ? [`${omitted} more would match and were left out: there is room for no more.`] : [];
  const none = trouble === undefined ? [] : [`They could not be read: ${trouble}`];
  return ["## Lessons", ...none, ...offered.map(lessonText), ...more].join("\n\n");
}

function lessonText({ path, author, probation, matchedBy, title, body }: OfferedLesson): string {
  const by = author === undefined ? "" : `, learned by ${author}`;
  const where = `*${path}${by}${probation ? ", on probation" : ""}; here because of ${matchedBy.join(", ")}*`;
  const text = body.replace(/^# .*\n+/, "").replaceAll(/^#(?=#{0,4} )/gm, "###");
  return `### ${title}\n\n${where}\n\n${text}`;
}

function rescueLines({ rescued }: Known): string[] {
  if (!rescued) return [];
  const { ref } = rescued.intent;
  return rescued.applied
    ? [`It is in your working tree already, as a merge of ${ref}. Check it before you build on it.`]
    : [`It is kept under ${ref}, and conflicts with the newest state: it is not in your working tree.`];
}

const warnings = (health: Selected["health"]) =>
  health.filter(({ status }) => status === "warn").map(({ check, detail }) => `${check}: ${detail}`);
