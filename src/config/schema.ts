import { z } from "zod";
import { IdentitySchema, PartName, PartSchema, PartWithOptions } from "../agents/definition.ts";
import { SECTION_NAMES } from "../core/brief/sections.ts";
import { WISHES } from "../core/contracts/containment.ts";
import { zoneCalled } from "../core/when/place.ts";
import { outgoingSettings } from "./outgoing-schema.ts";
import { WaitsSchema } from "./waits-schema.ts";
import { WebhooksSchema } from "./webhooks-schema.ts";

const isZone = (zone: string) => zoneCalled(zone) === zone;

/** A folder, a lock and part of a ref: nothing but plain characters. */
export const WORKSPACE_NAME = /^[a-z][a-z0-9-]*$/;

const path = z.string().min(1);
const paths = z.array(path).default([]);

const WorkspaceSchema = z.strictObject({
  remote: z
    .string()
    .min(1, "write where its work is pushed to")
    .describe("Where work is pushed to: a URL, or a path relative to this file"),
  branch: z.string().min(1).default("main").describe("The branch work is published on"),
  checkout: path.optional().describe("A checkout of your own that copy and link take from"),
  copy: paths.describe("Files and folders copied into each clone, e.g. .env"),
  link: paths.describe("Folders linked into each clone, e.g. node_modules"),
  keep: paths.describe("Ignored paths that a session of an agent leaves to its next one, e.g. .cache"),
  setup: paths.describe("Commands run in each clone before the agent, e.g. npm ci"),
  verify: paths.describe("Commands that have to succeed on a session's work before it is published, e.g. npm test"),
  identity: IdentitySchema.optional().describe("Who commits are by; left out: each agent's own name"),
  submodules: z.boolean().default(false).describe("Whether submodules are checked out"),
});

const PluginSchema = z.union([
  path.transform((file) => ({ file })),
  z.strictObject({
    file: path,
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, "write 64 hexadecimal digits")
      .optional(),
  }),
]);

const wish = z.enum(WISHES);

const ContainmentSchema = z.union([
  wish.transform((use) => ({ use, read: [] as string[], write: [] as string[], hide: [] as string[] })),
  z.strictObject({
    use: wish.default("best"),
    read: paths.describe("Folders that agents see although they are in a home or a temporary folder"),
    write: paths.describe("Folders that agents may write to, besides their clone"),
    hide: paths.describe("Files and folders that agents do not see, besides homes and the fleet's state"),
  }),
]);

const LessonsSchema = z.strictObject({
  workspace: path
    .optional()
    .describe("The workspace that holds the lessons of all; left out: each agent's own holds its lessons"),
  folder: path.default("lessons").describe("Where they stand in it; . is all of it"),
  tokens: z.int().nonnegative().default(1500).describe("How much of a brief they may take; 0 is none"),
  share: PartSchema.default({ use: "all" }).describe(
    "Which lessons of its siblings an agent reads: all, keyword, tags, none",
  ),
  probation: z
    .int()
    .nonnegative()
    .default(3)
    .describe("Sessions that have to end well with a lesson in their brief before it counts as one that helps"),
  retire: z
    .strictObject({
      automatic: z.boolean().default(false).describe("By itself; left out: when you say midwatch lessons retire"),
      sessions: z.int().positive().default(20).describe("Sessions there have to be with a lesson, and without it"),
      worse: z.number().min(0).max(1).default(0.1).describe("How much less often sessions end well with it"),
    })
    .prefault({})
    .describe("When a lesson that does harm is set aside"),
});

const BriefSchema = z.strictObject({
  tokens: z
    .int()
    .min(500, "500 is the least that says anything")
    .max(50_000)
    .default(3000)
    .describe("How much of a prompt the brief may take"),
  limits: z
    .partialRecord(z.enum(SECTION_NAMES), z.int().nonnegative())
    .default({})
    .describe("How many tokens a section may take, by its name; 0 leaves it out"),
  sections: z
    .array(PartSchema)
    .default([])
    .describe("Further sections, e.g. { use: command, name: builds, run: [./builds.sh] }"),
});

const MemorySchema = z.strictObject({
  embedder: PartSchema.optional().describe(
    "What makes vectors, so that a thing is found in other words, too; left out: full text alone",
  ),
  extractor: PartSchema.default({ use: "notes" }).describe(
    "What finds, in what a run said, that which is worth remembering: notes, model, command",
  ),
  tokens: z.int().nonnegative().default(600).describe("How much of a brief it may take; 0 is none"),
});

/** An entry of a list that holds something by itself. */
export const StandingPartSchema = z.union([
  PartName,
  PartWithOptions.extend({
    off: z.boolean().optional().describe("true: turns off the default one of that name"),
  }),
]);

/** A list of the owner's entries; the parts that are in it by themselves are in standing-parts.ts. */
const added = z.array(StandingPartSchema).default([]);

/** midwatch.yaml. Every option has its default here and nowhere else. */
export const ConfigSchema = z.strictObject({
  zone: z
    .string()
    .refine(isZone, "this is no time zone; write e.g. UTC or Europe/Berlin")
    .default("UTC")
    .describe("The time zone in which a day is a day"),
  slots: z.int().positive().default(4).describe("How many sessions may be open at once"),
  catchUpHours: z
    .number()
    .nonnegative()
    .max(24 * 31)
    .default(24)
    .describe("Hours for which a due is still run when midwatch was not running at its time"),
  workspaces: z
    .record(z.string().regex(WORKSPACE_NAME, "name it in lower case letters, digits and -"), WorkspaceSchema)
    .refine((workspaces) => Object.keys(workspaces).length > 0, "declare at least one")
    .describe("The git repositories the agents work in, by name"),
  containment: ContainmentSchema.prefault("best").describe(
    "How agents are kept from the rest of the machine: best, required (refuses less than a namespace), or one by name",
  ),
  records: z
    .strictObject({
      megabytes: z.number().positive().default(4096).describe("The oldest go when all of them take more"),
    })
    .prefault({})
    .describe("What is kept of ended sessions besides the ledger: prompts, events, transcripts"),
  agents: z.string().default("agents").describe("The folder of the agents' files"),
  plugins: z.array(PluginSchema).default([]).describe("Modules that offer further parts"),
  sources: z
    .array(PartSchema)
    .default([{ use: "work-queue" }, { use: "workspace-tasks" }])
    .describe("Where work comes from; within a tier, in this order"),
  dispatch: PartSchema.default({ use: "schedule" }).describe("Who is next, of those that are due"),
  budget: PartSchema.default({ use: "caps" }).describe(
    "What may be spent: by a session, by an agent's day, by the fleet's",
  ),
  guards: added.describe(
    "What stops a run that makes no progress, with any backend: added to turns, silence, loop, no-progress, wall-time",
  ),
  brief: BriefSchema.prefault({}).describe("The document that every session starts from"),
  waits: WaitsSchema.prefault({}).describe("What items wait for, and who looks at it"),
  webhooks: WebhooksSchema.prefault({}).describe("What others may post to this fleet, while it is watched"),
  lessons: LessonsSchema.prefault({}).describe("What agents learn, and who reads it"),
  ...outgoingSettings,
  memory: z
    .union([z.literal(["off", false]).transform(() => undefined), MemorySchema])
    .prefault({})
    .describe("What each agent has noticed, recalled when it matters; off for none"),
  healthChecks: added.describe("Health checks: added to those that come with midwatch"),
  healthMinutes: z
    .number()
    .positive()
    .default(60)
    .describe(
      "Minutes for which an answer about the fleet is kept; what is about an agent is asked before every session",
    ),
});
