import type { Condition } from "./condition.ts";
import type { Branch } from "./shell-branches.ts";
import { isOpen, type Variables } from "./shell-words.ts";

/** Conditions of a branch: of several clauses all but the last one do not hold; the last one where it is taken. */
export const conditionsOf = ({ clauses, holds }: Branch, text: string, variables: Variables): Condition[] =>
  clauses.map(({ pos, end }, at) => ({
    text: withDates(text.slice(pos, end), variables),
    holds: holds && at === clauses.length - 1,
  }));

const DATED = /^\$\([^$`]*\bdate\b[^$`]*\)$/;

/** A text with the variables replaced that are known, or a date. */
const withDates = (text: string, variables: Variables): string =>
  text.replaceAll(/\$\{?(\w+)\}?/g, (whole, name: string) => {
    const value = variables.get(name)?.join(" ");
    return value !== undefined && (!isOpen(value) || DATED.test(value)) ? value : whole;
  });
