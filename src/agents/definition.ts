import { z } from "zod";
import { type PartConfig, TOOL_NAMES } from "../core/contracts/agent.ts";
import type { Slots } from "../core/contracts/plugin.ts";

/** A swappable part with options: `use: name`, the rest are its options. */
export const PartWithOptions = z.looseObject({
  use: z.string().describe("Which part; what else may stand here are its options"),
});

/** A part's plain name, the same as `{ use: name }`. */
export const PartName = z.string().transform((use): PartConfig => ({ use }));

/** A swappable part in a file, of that slot. */
export const partFor = (slot: keyof Slots) => z.union([PartName, PartWithOptions]).meta({ slot });

const singleLine = z
  .string()
  .regex(/^[^<>"\p{Cc}]*[^\s<>"\p{Cc}][^<>"\p{Cc}]*$/u, 'write it in one line, without < > and "');

/** Author and committer of an agent's commits. */
export const IdentitySchema = z.strictObject({
  name: singleLine.describe("Who commits are by").meta({ example: "Desk" }),
  email: singleLine.describe("Their address").meta({ example: "desk@example.org" }),
});

const oneOrMore = <T extends z.ZodType>(item: T) =>
  z.union([
    item.transform((one) => [one]),
    z.array(item).min(1, "the list is empty: name at least one, or leave it out"),
  ]);

/** A word of ours, or, with a capital letter or a server's prefix, one of a backend's own. */
const isTool = (name: string) =>
  TOOL_NAMES.some((tool) => tool === name) || /^(?:[A-Z]\w*(?:\(.+\))?|mcp__\w+)$/.test(name);

/** The front matter of an agent's file. */
export const AgentSchema = z.strictObject({
  description: z
    .string()
    .min(1, "say in a sentence what it is for")
    .optional()
    .describe("One sentence: what it is for; left out: the first sentence below the settings")
    .meta({ example: "Review what was pushed since the last review" }),
  workspace: z
    .string()
    .optional()
    .describe("Which of the fleet's workspaces it works in; may be left out when there is one")
    .meta({ example: "desk" }),
  backend: partFor("backend").prefault("claude-code").describe("What runs it"),
  model: z.string().min(1).optional().describe("The model, in the backend's own words").meta({ example: "sonnet" }),
  tools: oneOrMore(
    z.string().refine(isTool, `write ${TOOL_NAMES.join(", ")}, or a tool's own name, e.g. Bash(git log *)`),
  )
    .optional()
    .describe("What it may do: read, edit, run, search, web; default: what its backend allows")
    .meta({ example: ["read", "edit", "run"] }),
  work: z
    .union([z.string().transform((one) => [one]), z.array(z.string())])
    .optional()
    .describe(
      "What it takes: names of sources; duty, when being due is work in itself; open, for themes of its own; " +
        "health, for what checks warn of. Left out: its duty where a time makes it due, else every source; " +
        "[] is its inbox alone",
    )
    .meta({ example: ["duty", "work-queue"] }),
  reviews: z
    .string()
    .optional()
    .describe(
      "A sibling's workspace that its duty reviews, as a good neighbour would; without work, that is all it does",
    )
    .meta({ example: "desk" }),
  identity: IdentitySchema.optional().describe(
    "Who its commits are by; left out: as its workspace says, else its name",
  ),
  when: oneOrMore(z.string().min(1))
    .optional()
    .describe("When it is due, e.g. Mon 10:00, or every 2h on weekdays")
    .meta({ example: "weekdays 08:00" }),
  limits: z
    .strictObject({
      minutes: z
        .number()
        .positive()
        .max(24 * 60)
        .default(30)
        .describe("How long one session may take"),
      dollars: z
        .number()
        .positive()
        .optional()
        .describe("What one session may cost; left out: as the budget says")
        .meta({ example: 0.5 }),
    })
    .prefault({})
    .describe("What one session may take"),
});
