/** Inputs that say most of a call, whatever its tool is called by whichever backend; in this order. */
const TELLING = [
  "path",
  "file_path",
  "notebook_path",
  "command",
  "pattern",
  "query",
  "url",
  "reason",
  "description",
  "content",
];

/** A call of a tool in a few words: "write notes/hello.md". */
export function callInWords(name: string, input: unknown): string {
  if (typeof input === "string") return `${name} ${input}`;
  const given = typeof input === "object" && input !== null ? (input as Readonly<Record<string, unknown>>) : {};
  const telling = [...TELLING.map((key) => given[key]), ...Object.values(given)];
  const first = telling.find((value): value is string => typeof value === "string" && value.trim() !== "");
  return first === undefined ? name : `${name} ${first}`;
}
