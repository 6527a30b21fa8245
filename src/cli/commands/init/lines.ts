import { stringify } from "yaml";
import { oneLine } from "../../../core/text/wording.ts";

/** A value as YAML on one line. */
export function inline(value: string | number | boolean | readonly string[]): string {
  return stringify(value, {
    collectionStyle: "flow",
    flowCollectionPadding: false,
    lineWidth: 0,
    blockQuote: false,
    defaultStringType: "PLAIN",
  }).trim();
}

/** A line of YAML, and where it comes from. */
export const commented = (text: string, from?: string): string =>
  from === undefined ? text : `${text}  # ${oneLine(from)}`;

/** A line that only people read. */
export const remark = (text: string, indent = ""): string => `${indent}# ${oneLine(text)}`;

/** A name as files and agents have it: lower case letters, digits and "-". */
export function slug(text: string, otherwise: string): string {
  const name = text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  return name === "" ? otherwise : name;
}

/** The same text with a number after it, when it is taken. */
export function unique(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  for (let n = 2; ; n++) {
    const other = `${name.slice(0, 37)}-${n}`;
    if (!taken.includes(other)) return other;
  }
}
