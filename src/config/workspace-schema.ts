import { z } from "zod";
import { IdentitySchema } from "../agents/definition.ts";

/** A folder, a lock and part of a ref: nothing but plain characters. */
export const WORKSPACE_NAME = /^[a-z][a-z0-9-]*$/;

export const path = z.string().min(1);
export const paths = z.array(path).default([]);

/** A git repository that agents work in. */
export const WorkspaceSchema = z.strictObject({
  remote: z
    .string()
    .min(1, "write where its work is pushed to")
    .describe("Where work is pushed to: a URL, or a path relative to this file")
    .meta({ example: "git@github.com:you/desk.git" }),
  branch: z.string().min(1).default("main").describe("The branch work is published on"),
  checkout: path
    .optional()
    .describe("A checkout of your own that copy and link take from")
    .meta({ example: "/home/you/desk" }),
  copy: paths.describe("Files and folders copied into each clone, e.g. .env").meta({ example: [".env"] }),
  link: paths.describe("Folders linked into each clone, e.g. node_modules").meta({ example: ["node_modules"] }),
  keep: paths
    .describe("Ignored paths that a session of an agent leaves to its next one, e.g. .cache")
    .meta({ example: [".cache"] }),
  setup: paths.describe("Commands run in each clone before the agent, e.g. npm ci").meta({ example: ["npm ci"] }),
  verify: paths
    .describe("Commands that have to succeed on a session's work before it is published, e.g. npm test")
    .meta({ example: ["npm test"] }),
  identity: IdentitySchema.optional().describe("Who commits are by; left out: each agent's own name"),
  submodules: z.boolean().default(false).describe("Whether submodules are checked out"),
});
