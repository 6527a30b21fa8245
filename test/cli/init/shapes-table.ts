import type { Shape } from "./shapes.ts";

const HEAD = ["| what runs today | what becomes of it | kept | told |", "| --- | --- | --- | --- |"];

/** The shapes as docs/moving-in.md shows them. */
export const shapesTable = (shapes: readonly Shape[]): string => [...HEAD, ...shapes.map(rowOf)].join("\n");

function rowOf({ name, kept = [], told = [], refused = false }: Shape): string {
  const becomes = refused ? "refused, and named" : told.length > 0 ? "kept, and told" : "kept";
  return `| ${[name, becomes, cell(kept), cell(told)].join(" | ")} |`;
}

const cell = (texts: readonly string[]) => texts.map(quoted).join(", ") || "–";

/** A bar would end the cell, and a line's end the row. */
function quoted(text: string): string {
  const plain = text.replaceAll("|", "\\|").replaceAll("\n", " ");
  return text.includes("`") ? plain : `\`${plain}\``;
}
