import type { ProposedLesson } from "../contracts/lessons.ts";
import { plainText } from "../text/plain-text.ts";
import { oneLine } from "../text/wording.ts";
import { notesIn } from "./notes.ts";

const MAX_PROPOSED_LESSONS = 5;
const LONGEST_RULE = 1500;
const MAX_LESSON_TITLE_CHARS = 80;
const LONGEST_KEYWORD = 60;
/** Shorter ones match everywhere. */
const SHORTEST_KEYWORD = 4;

/** The lessons of a notes block, read tolerantly: texts, or maps with a rule; at most five. */
export function readLessons(text: string): readonly ProposedLesson[] {
  const { lessons } = notesIn(text) ?? {};
  const listed: unknown[] = Array.isArray(lessons) ? lessons : lessons == null ? [] : [lessons];
  return listed
    .map(lessonIn)
    .filter((lesson) => lesson !== undefined)
    .slice(0, MAX_PROPOSED_LESSONS);
}

function lessonIn(proposed: unknown): ProposedLesson | undefined {
  const said = typeof proposed === "string" ? { rule: proposed } : lessonFields(proposed);
  const rule = textIn(said.rule ?? said.lesson ?? said.body, LONGEST_RULE);
  if (rule === "") return undefined;
  const title = oneLine(textIn(said.title, MAX_LESSON_TITLE_CHARS) || (rule.split(/[.\n:;]/)[0] ?? "")).slice(
    0,
    MAX_LESSON_TITLE_CHARS,
  );
  const given = [said.keywords ?? []].flat().map((each) => oneLine(textIn(each, LONGEST_KEYWORD)));
  const keywords = [...new Set(given.filter((each) => each.length >= SHORTEST_KEYWORD))].slice(0, 10);
  return { title, rule, keywords: keywords.length > 0 ? keywords : keywordsIn(rule, title) };
}

const lessonFields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

const textIn = (value: unknown, longest: number) =>
  typeof value === "string" ? plainText(value).trim().slice(0, longest) : "";

/**
 * Keywords of a lesson: text marked as code or quoted names something; else the title, which at least does not match
 * everything.
 */
function keywordsIn(rule: string, title: string): string[] {
  const marked = [...rule.matchAll(/[`"](?<term>[^`"\n]{4,60})[`"]/g)].map(({ groups }) => groups?.term ?? "");
  return marked.length > 0 ? [...new Set(marked)].slice(0, 10) : [title.toLowerCase()];
}
