import { expect, it } from "vitest";
import { cascade } from "../../src/core/work/cascade.ts";
import type { Candidate } from "../../src/index.ts";

const itemOf = (candidate: Candidate) =>
  cascade([{ source: "any", tier: "primary", candidates: [candidate] }], [], 0)[0]?.item;

it.for([
  ["a command of a terminal", "\u001B]0;mine\u0007Deploy", "⟨U+001B⟩]0;mine⟨U+0007⟩Deploy"],
  ["a carriage return", "harmless\rDeploy", "harmless Deploy"],
  ["more lines", "one\n\n two\u2028three", "one two three"],
  ["C1 controls", "\u009B2Jx", "⟨U+009B⟩2Jx"],
  ["writing that turns round", "\u202Egpj.exe", "⟨U+202E⟩gpj.exe"],
  ["nothing that is seen", "pay\u200Bload", "pay⟨U+200B⟩load"],
  ["half a character", "x\uD800", "x\uFFFD"],
  ["a megabyte", "x".repeat(1_000_000), `${"x".repeat(199)}…`],
])("an item's title that is made of %s is shown as what it is (S15)", ([, title = "", shown]) => {
  expect(itemOf({ id: "a", title, state: "ready" })?.title).toBe(shown);
});

it("so are the reason, the fields and whoever is named in it (S15)", () => {
  const bad = "a\u001B[2Jb\nc";
  const plain = "a⟨U+001B⟩[2Jb c";
  const candidate = { id: "a", title: "t", state: "waiting", reason: bad, why: bad, waitingFor: [bad] } as const;
  expect(itemOf({ ...candidate, fields: { [bad]: bad }, origin: { by: bad, actor: bad, url: bad } })).toMatchObject({
    reason: plain,
    why: plain,
    waitingFor: [plain],
    fields: { [plain]: plain },
    origin: { by: plain, actor: plain, url: plain },
  });
});

it("an id that hides something is nobody's work before it is renamed (S15)", () => {
  expect(itemOf({ id: "tasks/\u202Egnp", title: "t", state: "ready" })).toMatchObject({
    id: "tasks/⟨U+202E⟩gnp",
    state: "blocked",
    reason: expect.stringMatching(/rename it$/),
  });
});

it("what is plain is left as it was written", () => {
  const title = "Wire `parse<T>()` up: naïve 日本語 👩‍💻 — 100%";
  expect(itemOf({ id: "a b/ü#1", title, state: "ready", reason: "so" })).toMatchObject({
    id: "a b/ü#1",
    title,
    reason: "so",
  });
});
