import { z } from "zod";

/** Where GitHub is, and as whom it is asked: the same for everything of this plugin. */
const access = {
  token: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, "write the name of a credential, such as GITHUB_TOKEN, never the token itself")
    .default("GITHUB_TOKEN")
    .describe("The name of the credential that holds the token"),
  url: z
    .url({ protocol: /^https?$/ })
    .default("https://api.github.com")
    .describe("Another one's API"),
};

const person = z.union([z.int().positive(), z.string().regex(/^[\w-]{1,39}(?:\[bot\])?$/, "write a login, or an id")]);

/** What everybody on a repository may be, the least first. */
export const PERMISSIONS = ["read", "triage", "write", "maintain", "admin"] as const;

export const SourceOptions = z.strictObject({
  ...access,
  name: z.string().min(1).default("github").describe("What the source is called in work, in why and in the ledger"),
  allow: z
    .array(person)
    .default([])
    .describe("Who may ask: ids of accounts, or logins, which are looked up once and stand for that id from then on")
    .meta({ example: ["octocat"] }),
  permission: z
    .enum([...PERMISSIONS, "none"])
    .default("write")
    .describe("People with this permission on the repository may ask, too; none: only those allowed"),
  siblings: z
    .array(person)
    .default([])
    .describe("Accounts of other agents: what they say counts where it is addressed to us")
    .meta({ example: ["another-bot"] }),
  strangers: z
    .enum(["ignore", "show"])
    .default("ignore")
    .describe("Whether requests of people who are not allowed are work at all"),
  participating: z.boolean().default(true).describe("Only what we are part of or mentioned in, not what we only watch"),
  days: z.int().min(1).max(90).default(14).describe("How old a notification may be"),
  seconds: z.int().min(1).default(60).describe("How often it is asked at most; more seldom where GitHub wants that"),
});

export const WaitOptions = z.strictObject(access);
export type WaitSettings = z.infer<typeof WaitOptions>;

export type Access = { readonly token: string; readonly url: string };
export type SourceSettings = z.infer<typeof SourceOptions>;
