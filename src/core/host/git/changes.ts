import type { Change } from "../../contracts/workspace.ts";

/** ":100644 100644 before after M", then the path. */
const CHANGE = /^:\d+ \d+ (?<before>[0-9a-f]+) (?<after>[0-9a-f]+) (?<kind>[A-Z])/;
const NULL_OBJECT = /^0+$/;

/** Changes in the output of `git diff-tree --raw -z`. */
export function changesIn(listed: string): readonly Change[] {
  const fields = listed.split("\0");
  return fields.flatMap((field, at) => {
    const { before = "", after = "", kind } = CHANGE.exec(field)?.groups ?? {};
    if (at % 2 === 1 || kind === undefined) return [];
    const blobs = { ...(!NULL_OBJECT.test(before) && { before }), ...(!NULL_OBJECT.test(after) && { after }) };
    return [{ path: fields[at + 1] ?? "", deleted: kind === "D", ...blobs }];
  });
}
