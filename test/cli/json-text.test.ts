import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withElement, withoutElements } from "../../src/cli/connection/json-text.ts";

const PATH = ["hooks", "Stop"];

/** Everything of the first text stands in the second, in order. */
function isKeptIn(before: string, after: string): boolean {
  let at = 0;
  for (const character of after) if (character === before[at]) at += 1;
  return at === before.length;
}

describe("an element at the end of a list of JSON", () => {
  it.each([
    ["", '{\n  "hooks": {\n    "Stop": [\n      7\n    ]\n  }\n}\n'],
    ["{}", '{\n  "hooks": {\n    "Stop": [\n      7\n    ]\n  }\n}'],
    ['{\n\t"a": 1\n}\n', '{\n\t"a": 1,\n\t"hooks": {\n\t\t"Stop": [\n\t\t\t7\n\t\t]\n\t}\n}\n'],
    ['{"hooks":{"Stop":[1]}}', '{"hooks":{"Stop":[1,\n      7\n    ]}}'],
    [
      '{\n  "hooks": {\n    "Stop": [\n      1\n    ]\n  }\n}',
      '{\n  "hooks": {\n    "Stop": [\n      1,\n      7\n    ]\n  }\n}',
    ],
    ['{"hooks": {"Start": []}, "b": "}"}', '{"hooks": {"Start": [],\n    "Stop": [\n      7\n    ]\n  }, "b": "}"}'],
  ])("is put into %j", (before, after) => {
    expect(withElement(before, PATH, 7)).toBe(after);
  });

  it.each([
    ["{", "JSON"],
    ["[]", "it is no object"],
    ['{"hooks": 3}', "hooks is no object"],
    ['{"hooks": {"Stop": {}}}', "hooks.Stop is no list"],
  ])("is refused for %j", (text, reason) => {
    expect(() => withElement(text, PATH, 7)).toThrow(reason);
  });

  it("leaves every byte where it is, however the file looks, and is the only difference", () => {
    const files = fc.record(
      {
        hooks: fc.record({ Stop: fc.array(fc.jsonValue()), Other: fc.jsonValue() }, { requiredKeys: [] }),
        x: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(files, fc.constantFrom(undefined, 2, "\t"), (value, indent) => {
        const before = JSON.stringify(value, null, indent);
        const after = withElement(before, PATH, { new: true });
        const { hooks = {} } = value;
        const wanted = { ...value, hooks: { ...hooks, Stop: [...(hooks.Stop ?? []), { new: true }] } };
        expect(JSON.parse(after)).toEqual(JSON.parse(JSON.stringify(wanted)));
        expect(isKeptIn(before.trimEnd(), after)).toBe(true);
      }),
    );
  });
});

describe("an element of a list of JSON", () => {
  const isSeven = (element: unknown) => element === 7;

  it.each([
    ['{"hooks": {"Stop": [1, 7, {"a": [7, 8]}]}}', '{"hooks": {"Stop": [1, {"a": [7, 8]}]}}'],
    [
      '{\n  "hooks": {\n    "Stop": [\n      7,\n      1\n    ]\n  }\n}',
      '{\n  "hooks": {\n    "Stop": [\n      1\n    ]\n  }\n}',
    ],
    ['{"hooks": {"Stop": [7]}}', '{"hooks": {"Stop": []}}'],
    ['{"hooks": {"Start": [7]}}', '{"hooks": {"Start": [7]}}'],
    ['{"hooks": 7}', '{"hooks": 7}'],
  ])("is taken out of %j", (before, after) => {
    expect(withoutElements(before, PATH, isSeven)).toBe(after);
  });
});
