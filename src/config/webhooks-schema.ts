import { z } from "zod";
import { SIGNATURES } from "../core/contracts/webhooks.ts";

const HOOK_NAME = /^[a-z0-9][a-z0-9-]*$/;
const CREDENTIAL = /^[A-Z][A-Z0-9_]*$/;
const JSON_POINTER = /^(?:\/(?:[^~/]|~[01])*)+$/;
const HOST = /^[a-z0-9.-]+(?::\d{1,5})?$/;

const HookSchema = z.strictObject({
  agent: z.string().min(1).describe("Whom its events are for").meta({ example: "content" }),
  secret: z
    .string()
    .regex(CREDENTIAL, "write the name of a credential, such as DEPLOY_SECRET, never the secret itself")
    .describe("The name of the credential that signs what is sent")
    .meta({ example: "DEPLOY_SECRET" }),
  signature: z
    .enum(SIGNATURES)
    .default("github")
    .describe("github: X-Hub-Signature-256; standard: the headers of Standard Webhooks, with a time in them"),
  title: z
    .string()
    .min(1)
    .max(80)
    .optional()
    .describe("What its messages begin with; the hook's name when left out")
    .meta({ example: "Look at this deployment" }),
  show: z
    .array(z.string().regex(JSON_POINTER, "write JSON pointers, such as /repository/full_name"))
    .default([])
    .describe("What of an event the agent is shown, by JSON pointers; all of it when empty")
    .meta({ example: ["/deployment/environment"] }),
  events: z
    .array(z.string().min(1))
    .default([])
    .describe("The kinds of GitHub events that count; all when empty")
    .meta({ example: ["deployment_status"] }),
  allow: z
    .union([z.literal("all"), z.array(z.int().positive())])
    .default([])
    .describe("Of events that name a GitHub account as their sender: the ids of those that count, or all")
    .meta({ example: [583231] }),
  trusted: z.boolean().default(false).describe("Whether all of its text is your own: no stranger's words are in it"),
});

/** The `webhooks` section of midwatch.yaml. */
export const WebhooksSchema = z.strictObject({
  port: z.int().min(0).max(65_535).default(8788).describe("The port on 127.0.0.1; 0 is any that is free"),
  hosts: z
    .array(z.string().regex(HOST, "write a host's name, such as hooks.example.org"))
    .default([])
    .describe("Names under which a proxy passes requests on; this machine's own are known")
    .meta({ example: ["hooks.example.org"] }),
  perMinute: z.int().positive().default(1000).describe("So many events are taken at once, and so many more a minute"),
  hooks: z
    .record(z.string().regex(HOOK_NAME, "name it in lower case letters, digits and -"), HookSchema)
    .default({})
    .describe("By name: each is posted to at /hooks/<name>"),
});
