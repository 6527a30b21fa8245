import { z } from "zod";
import { PartName, PartWithOptions, partFor } from "../agents/definition.ts";
import { SECTION_NAMES } from "../core/brief/sections.ts";
import { WISHES } from "../core/contracts/containment.ts";
import { zoneCalled } from "../core/when/place.ts";
import { outgoingSettings } from "./outgoing-schema.ts";
import { WaitsSchema } from "./waits-schema.ts";
import { WebhooksSchema } from "./webhooks-schema.ts";
import { path, paths, WORKSPACE_NAME, WorkspaceSchema } from "./workspace-schema.ts";

const isZone = (zone: string) => zoneCalled(zone) === zone;

const PluginSchema = z.union([
  path.transform((file) => ({ file })),
  z.strictObject({
    file: path.describe("A module, relative to this file").meta({ example: "./plugins/mine.mjs" }),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, "write 64 hexadecimal digits")
      .optional()
      .describe("Hash its file must have: one that was changed is not loaded")
      .meta({ example: "0".repeat(64) }),
  }),
]);

const wish = z.enum(WISHES);

const ContainmentSchema = z.union([
  wish.transform((use) => ({ use, read: [] as string[], write: [] as string[], hide: [] as string[] })),
  z.strictObject({
    use: wish.default("best").describe("Which containment: the best there is, at least a namespace, or one by name"),
    read: paths
      .describe("Folders that agents see although they are in a home or a temporary folder")
      .meta({ example: ["~/models"] }),
    write: paths.describe("Folders that agents may write to, besides their clone").meta({ example: ["/srv/shared"] }),
    hide: paths
      .describe("Files and folders that agents do not see, besides homes and the fleet's state")
      .meta({ example: ["/etc/app/secrets.env"] }),
  }),
]);

const LessonsSchema = z.strictObject({
  workspace: path
    .optional()
    .describe("The workspace that holds the lessons of all; left out: each agent's own holds its lessons")
    .meta({ example: "shared" }),
  folder: path.default("lessons").describe("Where they stand in it; . is all of it"),
  tokens: z.int().nonnegative().default(1500).describe("How much of a brief they may take; 0 is none"),
  share: partFor("lessonSharing")
    .prefault("all")
    .describe("Which lessons of its siblings an agent reads: all, keyword, tags, none"),
  probation: z
    .int()
    .nonnegative()
    .default(3)
    .describe("Sessions that have to end well with a lesson before it counts as one that helps"),
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
    .describe("How many tokens a section may take, by its name; 0 leaves it out")
    .meta({ example: { journal: 400, commits: 0 } }),
  sections: z
    .array(partFor("briefSection"))
    .prefault([])
    .describe("Further sections, e.g. { use: command, name: builds, run: [./builds.sh] }"),
});

const MemorySchema = z.strictObject({
  embedder: partFor("embedder")
    .optional()
    .describe("What makes vectors, so that a thing is found in other words, too; left out: full text alone"),
  extractor: partFor("extractor")
    .prefault("notes")
    .describe("What finds, in what a run said, that which is worth remembering: notes, model, command"),
  tokens: z.int().nonnegative().default(600).describe("How much of a brief it may take; 0 is none"),
});

/** An entry of a list that holds something by itself. */
const standingPartFor = (slot: "guard" | "healthCheck") =>
  z
    .union([
      PartName,
      PartWithOptions.extend({
        off: z.boolean().optional().describe("true: turns off the default one of that name"),
      }),
    ])
    .meta({ slot });

/** A list of the owner's entries; the parts that are in it by themselves are in standing-parts.ts. */
const addedTo = (slot: "guard" | "healthCheck") => z.array(standingPartFor(slot)).prefault([]);

/** An entry of the owner's: a part of its own, other options for one that stands there by itself, or that one's end. */
export type OwnEntry = z.infer<ReturnType<typeof standingPartFor>>;

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
  plugins: z
    .array(PluginSchema)
    .default([])
    .describe("Modules that offer further parts")
    .meta({ example: ["./plugins/mine.mjs"] }),
  sources: z
    .array(partFor("workSource"))
    .prefault(["work-queue", "workspace-tasks"])
    .describe("Where work comes from; within a tier, in this order"),
  dispatch: partFor("dispatch").prefault("schedule").describe("Who is next, of those that are due"),
  budget: partFor("budget")
    .prefault("caps")
    .describe("What may be spent: by a session, by an agent's day, by the fleet's"),
  guards: addedTo("guard").describe(
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
  healthChecks: addedTo("healthCheck").describe("Health checks: added to those that come with midwatch"),
  healthMinutes: z
    .number()
    .positive()
    .default(60)
    .describe(
      "Minutes for which an answer about the fleet is kept; what is about an agent is asked before every session",
    ),
});
