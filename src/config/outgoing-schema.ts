import { z } from "zod";
import { partFor } from "../agents/definition.ts";
import type { PartConfig } from "../core/contracts/agent.ts";
import { DEAD_MAN, REPORTED, type Reporting } from "../core/contracts/reporting.ts";

const channel = z.string().min(1);
const event = z.enum(REPORTED);
const CHANNEL_NAME = /^[a-z][a-z0-9-]*$/;

const ReportSchema = z.strictObject({
  on: z
    .union([event.transform((one) => [one]), z.array(event).min(1)])
    .describe(
      "What is reported: done, failed, crashed, rescued (not on the branch), ended, obligation, incident, digest",
    )
    .meta({ example: ["failed", "crashed"] }),
  to: channel.describe("The channel it goes to").meta({ example: "team" }),
  fallback: channel
    .optional()
    .describe("The channel that has it when the first one cannot bring it")
    .meta({ example: "mail" }),
  at: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "write it as 08:00")
    .default("08:00")
    .describe("When the day's digest is sent, where the fleet's clocks are"),
});

/** The name of a line in the fleet's file of credentials: what it holds is in no other file. */
const credentialName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, "write the NAME of a line in .midwatch/credentials, never the secret itself");

/** The settings of midwatch.yaml that say what leaves, and where it goes. */
export const outgoingSettings = {
  channels: z
    .record(z.string().regex(CHANNEL_NAME, "name it in lower case letters, digits and -"), partFor("channel"))
    .refine((channels) => !Object.hasOwn(channels, DEAD_MAN), `${DEAD_MAN} is the switch's own; set it with deadMan`)
    .prefault({})
    .describe("Ways out, by name: where answers and reports go"),
  reports: z.array(ReportSchema).default([]).describe("Which reports go to which channel; none when left out"),
  deadMan: z
    .strictObject({
      url: credentialName
        .describe("The credential with its URL, as of healthchecks.io; {agent} in it is the agent")
        .meta({ example: "HEALTHCHECKS_URL" }),
      fallback: channel.optional().describe("The channel to use when it cannot be reached").meta({ example: "team" }),
    })
    .optional()
    .describe("The switch outside that tells you when no agent has succeeded for too long"),
};

const OutgoingSchema = z.strictObject(outgoingSettings);

export type Outgoing = z.infer<typeof OutgoingSchema>;

/** Every channel a fleet has, as parts: the switch is one, too. */
export const channelParts = ({ channels, deadMan }: Outgoing): Readonly<Record<string, PartConfig>> =>
  deadMan ? { ...channels, [DEAD_MAN]: { use: "healthchecks", url: deadMan.url } } : channels;

export const reportingOf = ({ reports, deadMan }: Outgoing): Reporting => ({
  rules: reports,
  ...(deadMan && { deadMan: { fallback: deadMan.fallback } }),
});
