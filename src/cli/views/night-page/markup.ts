import { reveal } from "../../../core/text/invisible.ts";

/** HTML that may stand in a page as it is: all that others wrote in it is escaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Markup | readonly Markup[];

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text that means itself, in an element and in a quoted attribute; what nobody could see in it is named. */
const escaped = (text: string): string =>
  reveal(text).text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? "");

/** A template whose values are text, whoever wrote them, unless they are markup themselves. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const texts = parts.map((part) => {
    if (part instanceof Markup) return part.text;
    return typeof part === "object" ? part.map(({ text }) => text).join("\n") : escaped(String(part));
  });
  return new Markup(strings.reduce((page, piece, at) => `${page}${piece}${texts[at] ?? ""}`, ""));
}
