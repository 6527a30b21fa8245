import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { readCredentials } from "../../../src/core/host/credentials.ts";

function file(text: string, mode = 0o600): string {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-credentials-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "credentials");
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

it("reads names and values, and passes over comments", () => {
  expect(readCredentials(file("# the desk's\nANTHROPIC_API_KEY=sk-ant-1=2\n\n"))).toEqual({
    ANTHROPIC_API_KEY: "sk-ant-1=2",
  });
});

it("knows none where there is no file", () => {
  expect(readCredentials("/nowhere/credentials")).toEqual({});
});

it("refuses a file that others may read", () => {
  const path = file("A=b\n", 0o640);
  expect(() => readCredentials(path)).toThrow(`${path}: others may read it (mode 640): run chmod 600 on it`);
});

it("says which line it cannot read without saying what is in it", () => {
  const path = file("A=b\nsk-ant-secret\n");
  expect(() => readCredentials(path)).toThrow(
    new RegExp(`${path}:2: write NAME=value, such as ANTHROPIC_API_KEY=sk-ant-…$`),
  );
});
