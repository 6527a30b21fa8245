import { describe, expect, it } from "vitest";
import { NOTES_REQUEST, readNotes } from "../../src/core/notes/notes.ts";

const fence = (body: string, info = "midwatch") => `Some words.\n\n\`\`\`${info}\n${body}\n\`\`\`\n`;

describe("the notes block", () => {
  it.each([
    ["as asked for", fence("item: done\nreason: it works"), "done", "it works"],
    ["with a comment", fence("item: done   # finished\nreason: it works"), "done", "it works"],
    ["with a capital", fence("Item: Done\nReason: it works"), "done", "it works"],
    ["with quotes", fence('"item": \'done\'\nreason: "it works"'), "done", "it works"],
    ["with a colon in the reason", fence("item: done\nreason: fixed: it works"), "done", "fixed: it works"],
    ["as JSON", fence('{"item": "done", "reason": "it works"}'), "done", "it works"],
    ["as a list", fence("- item: done\n- reason: it works"), "done", "it works"],
    ["with stars", fence("**item**: done\n**reason**: it works"), "done", "it works"],
    ["with stars around the colon", fence("**item:** done\n**reason:** it works"), "done", "it works"],
    ["with an equals sign", fence("item = done\nreason = it works"), "done", "it works"],
    ["with tabs", fence("\titem:\tdone\n\treason:\tit works"), "done", "it works"],
    ["with CRLF", fence("item: done\r\nreason: it works").replaceAll("\n", "\r\n"), "done", "it works"],
    ["never closed", "```midwatch\nitem: done\nreason: it works", "done", "it works"],
    [
      "with more words behind the fence's name",
      fence("item: done\nreason: it works", "midwatch yaml"),
      "done",
      "it works",
    ],
    ["fenced with tildes", "~~~midwatch\nitem: done\nreason: it works\n~~~", "done", "it works"],
    ["in a fence with a capital", fence("item: done\nreason: it works", "Midwatch"), "done", "it works"],
    ["in a YAML fence", fence("item: done\nreason: it works", "yaml midwatch"), "done", "it works"],
    ["with a sentence behind the state", fence("item: done, all of it\nreason: it works"), "done", "it works"],
    ["with a full stop", fence("item: done.\nreason: it works"), "done", "it works"],
    ["with an underscore", fence("item: not_viable\nreason: gone"), "not-viable", "gone"],
    ["with a space", fence("item: Not viable\nreason: gone"), "not-viable", "gone"],
    ["with another word for it", fence("item: completed\nreason: it works"), "done", "it works"],
    ["with two words for it", fence("item: in progress\nreason: half"), "progress", "half"],
    ["with an alias by accident", fence("item: done\nreason: *really* done"), "done", "*really* done"],
    ["with a reason over several lines", fence("item: done\nreason: |\n  it works\n  now"), "done", "it works\nnow"],
    ["without a reason", fence("item: blocked"), "blocked", ""],
    ["with an empty reason", fence("item: blocked\nreason:"), "blocked", ""],
    ["twice: the last counts", fence("item: progress\nreason: x") + fence("item: done\nreason: y"), "done", "y"],
  ])("is read %s", (_, text, item, reason) => {
    expect(readNotes(text)).toEqual({ item, reason });
  });

  it.each([
    ["none at all", "All done!"],
    ["an unknown state", fence("item: perhaps\nreason: x")],
    ["what is no state of the item", fence("item: undone\nreason: x")],
    ["nothing in it", fence("")],
    ["another language", fence("item: done", "yaml")],
  ])("says nothing with %s", (_, text) => {
    expect(readNotes(text)).toBeUndefined();
  });

  it.each([
    ["one thing", "waiting_for: pr o/r#1 merged", ["pr o/r#1 merged"]],
    ["several", "waiting_for:\n  - pr o/r#1 merged\n  - until 2026-12-01", ["pr o/r#1 merged", "until 2026-12-01"]],
    [
      "several on a line",
      "waiting_for: pr o/r#1 merged;  and until 2026-12-01",
      ["pr o/r#1 merged", "until 2026-12-01"],
    ],
    ["gptme's words", "waiting_for: { type: pr_ci, ref: o/r#1 }", ["checks o/r#1"]],
    ["what is no YAML", "waiting_for: pr o/r#1 merged\nreason: this: is: none", ["pr o/r#1 merged"]],
    ["a number", "waiting_for: 12", undefined],
    ["nothing", "waiting_for:", undefined],
  ])("tells what an item waits for, where it says %s", (_, line, waitingFor) => {
    expect(readNotes(fence(`item: waiting\nreason: for it\n${line}`))?.waitingFor).toEqual(waitingFor);
    expect(readNotes(fence(`item: done\nreason: it is\n${line}`))?.waitingFor).toBeUndefined();
  });

  it("says nothing with the example every prompt shows", () => {
    expect(readNotes(NOTES_REQUEST)).toBeUndefined();
  });
});
