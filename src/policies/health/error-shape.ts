const MAX_SHAPE_CHARS = 160;

/** Parts of an error that vary from one occurrence to the next, and what stands for each. */
const VARIES: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>"],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?/g, "<time>"],
  [/(?:\/[\w.@+-]+){2,}\/?/g, "<path>"],
  [/"[^"\n]{1,200}"|'[^'\n]{1,200}'|`[^`\n]{1,200}`/g, "<text>"],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{7,}\b/gi, "<id>"],
  [/\d+(?:\.\d+)?/g, "<n>"],
];

/** An error without what changes from one occurrence to the next: equal shapes are the same error. */
export const shapeOf = (text: string): string =>
  VARIES.reduce((shape, [varies, stands]) => shape.replaceAll(varies, stands), text.slice(0, 4 * MAX_SHAPE_CHARS))
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, MAX_SHAPE_CHARS);

/** A shape as a name that can be typed. */
export const shapeName = (shape: string): string =>
  shape
    .toLowerCase()
    .replaceAll(/<\w+>/g, "")
    .replaceAll(/[^a-z]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60);
