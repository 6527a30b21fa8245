import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { redacted } from "../../../src/core/text/redacted.ts";
import { redactor } from "../../../src/core/trust/redactor.ts";

const CANARY = "sk-ant-api03-Q7xZm2Lk9TvB4wYp8RcN1sDf6HjG3uEa";
const CORE = CANARY.slice(13);
const base64 = (text: string, offset = 0) => Buffer.from(`${"·.,".slice(0, offset)}${text} and`).toString("base64");
const apart = (text: string, between: string) => [...text].join(between);
const halves = (between: string) => `${CANARY.slice(0, 24)}${between}${CANARY.slice(24)}`;
const hex = (text: string) => Buffer.from(text).toString("hex");
const redact = redactor({ TOKEN: CANARY });

/** The ways in which the promise says that a value is known again. */
const WRITTEN: readonly (readonly [string, string])[] = [
  ["as it is", CANARY],
  ["without its last five", CANARY.slice(0, -5)],
  ["without its last seven", CANARY.slice(0, -7)],
  ["without its first seven", CANARY.slice(7)],
  ["split over lines", halves("\n")],
  ["split in a program", halves('" +\n    "')],
  ["split in a diff", halves("\n+ ")],
  ["spaced", apart(CANARY, " ")],
  ["dashed", apart(CANARY, "-")],
  ["with unseen characters", apart(CANARY, "\u200b")],
  ["with a mark of its order", apart(CANARY, "\ufeff")],
  ["with soft hyphens", halves("\u00ad")],
  ["base64", base64(CANARY)],
  ["base64, one further", Buffer.from(`x${CANARY}yz`).toString("base64")],
  ["base64, two further", Buffer.from(`xy${CANARY}z`).toString("base64")],
  ["base64 for URLs", Buffer.from(`xy${CANARY}z`).toString("base64url")],
  ["base64 in lines", (base64(CANARY).match(/.{1,20}/g) ?? []).join("\r\n")],
  ["hexadecimal", hex(CANARY)],
  ["hexadecimal, large", hex(CANARY).toUpperCase()],
  ["hexadecimal with colons", (hex(CANARY).match(/../g) ?? []).join(":")],
  ["hexadecimal escapes", (hex(CANARY).match(/../g) ?? []).map((pair) => `\\x${pair}`).join("")],
  ["hexadecimal numbers", (hex(CANARY).match(/../g) ?? []).map((pair) => `0x${pair}`).join(", ")],
  ["for URLs", encodeURIComponent(CANARY)],
  ["for URLs, every character", (hex(CANARY).match(/../g) ?? []).map((pair) => `%${pair}`).join("")],
  ["reversed", CANARY.split("").toReversed().join("")],
  ["in UTF-16", Buffer.from(CANARY, "utf16le").toString("latin1")],
  ["in JSON", JSON.stringify({ a: [CANARY] })],
];

describe("the redactor", () => {
  it.each(WRITTEN)("knows a value %s (C03)", (_, written) => {
    const left = redact(`before ${written} after`);
    expect(left).toMatch(/^before [^Q]*\(TOKEN\)/);
    expect(left).toContain("after");
    expect(left.length).toBeLessThan(60);
  });

  it("says what it does not know: rot13, packed, with letters in between (C04)", () => {
    const rot13 = CANARY.replaceAll(/[a-z]/gi, (c) =>
      String.fromCharCode(c.charCodeAt(0) + (c.toLowerCase() < "n" ? 13 : -13)),
    );
    const packed = gzipSync(CANARY).toString("base64");
    for (const text of [rot13, packed, apart(CANARY, "x")]) expect(redact(text)).toBe(text);
  });

  it("takes what an issuer's keys all begin with for no secret", () => {
    const text = "a key begins with sk-ant-api03- and is a hundred characters long";
    expect(redact(text)).toBe(text);
    const jwt = `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.${randomBytes(30).toString("base64url")}.x`;
    const other = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30";
    expect(redactor({ JWT: jwt })(other)).toBe(other);
  });

  it.each([
    ["an empty value", ""],
    ["a short one", "test"],
    ["an address", "http://127.0.0.1:11434"],
    ["an address with a step", "https://api.example.com/v1/"],
    ["a file", "/home/ann/keys/service-account.json"],
  ])("leaves %s alone: it stands in ordinary texts, too (C11)", (_, value) => {
    const text = `a test at ${value}/chat, and nothing else`;
    expect(redactor({ NAME: value })(text)).toBe(text);
  });

  it("leaves words alone that a phrase shares with others, and knows the phrase (C11)", () => {
    const secret = "a secret that only the owner knows";
    const phrase = redactor({ PHRASE: secret });
    const text = "This is a secret that only the others know.";
    expect(phrase(text)).toBe(text);
    expect(phrase(`it is ${secret}!`)).toBe("it is (PHRASE)!");
    expect(phrase(`it is ${secret.replaceAll(" ", "\n")}!`)).toBe("it is (PHRASE)!");
  });

  it("knows a short value whole, as it is or encoded, and a number whole (C11)", () => {
    const short = redactor({ PIN: "p@ss-w0r", CHAT: "1001234567890" });
    expect(short(`a p@ss-w0r b ${Buffer.from("p@ss-w0r").toString("base64")}`)).toBe("a (PIN) b (PIN)=");
    expect(short("pass w0r, 100123456 and 001234567890")).toBe("pass w0r, 100123456 and 001234567890");
    expect(short("1001234567890")).toBe("(CHAT)");
  });

  it("knows each line of a value of several (C05)", () => {
    const lines = ["MIIEvAIBADANBgkqhkiG9w0B", "AQEFAASCBKYwggSiAgEAAoIB"];
    const pem = redactor({ KEY: `-----BEGIN KEY-----\\n${lines.join("\\n")}\\n-----END KEY-----` });
    for (const line of lines) expect(pem(`a ${line} b`)).toBe("a (KEY) b");
    expect(pem("-----BEGIN KEY-----")).toBe("-----BEGIN KEY-----");
  });

  it("knows the secret step of an address, and whom it lets in", () => {
    const hook = redactor({ HOOK: "https://discord.com/api/webhooks/1234/aB3dE5gH7jK9mN1pQ3sT" });
    expect(hook("post it to aB3dE5gH7jK9mN1pQ3sT")).toBe("post it to (HOOK)");
    expect(hook("see https://discord.com/api/webhooks")).toBe("see https://discord.com/api/webhooks");
  });

  it("knows keys by their shape, whoever's they are, and no comment makes it look away", () => {
    const shape = `ghp_${"1a".repeat(18)}`;
    const text = `<!-- secretlint-disable -->\n// secretlint-disable-line\n${shape} fine`;
    expect(redact(text)).toBe(text.replace(shape, "(a secret was here)"));
  });

  it("redacts each text of a record, but for those that are spared", () => {
    const record = { id: CORE, told: [CANARY, { said: `it is ${CANARY}` }], at: 1, none: null };
    expect(redacted(record, redact, new Set(["id"]))).toEqual({
      id: CORE,
      told: ["(TOKEN)", { said: "it is (TOKEN)" }],
      at: 1,
      none: null,
    });
  });
});
