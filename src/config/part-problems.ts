import type { z } from "zod";
import { explain, valueAt } from "../agents/explain.ts";
import type { LocatedYaml } from "../agents/located-yaml.ts";
import type { PartConfig } from "../core/contracts/agent.ts";
import type { SchemaIssue, Slots } from "../core/contracts/plugin.ts";
import type { Problem } from "../core/errors.ts";
import type { Parts } from "../core/parts/parts.ts";
import { thereAre } from "../core/text/nearest.ts";
import { CONFIG_FILE } from "../fleet-folder.ts";
import type { ConfigSchema, OwnEntry } from "./schema.ts";
import { KINDS } from "./slot-kinds.ts";
import { whyNotTakenOut } from "./standing-parts.ts";

type FleetSettings = z.infer<typeof ConfigSchema>;

/** Problems of the parts that a fleet's file names, and of their options. */
export function partProblems(
  { sources, dispatch, budget, healthChecks, guards, lessons, brief, memory, waits }: FleetSettings,
  settings: LocatedYaml,
  parts: Parts,
): Problem[] {
  const where = (...at: PropertyKey[]) => ({ file: CONFIG_FILE, settings, at });
  return [
    ...sources.flatMap((source, at) => checkPart(parts, "workSource", source, where("sources", at))),
    ...checkPart(parts, "lessonSharing", lessons.share, where("lessons", "share")),
    ...brief.sections.flatMap((one, at) => checkPart(parts, "briefSection", one, where("brief", "sections", at))),
    ...(memory ? checkPart(parts, "extractor", memory.extractor, where("memory", "extractor")) : []),
    ...(memory?.embedder ? checkPart(parts, "embedder", memory.embedder, where("memory", "embedder")) : []),
    ...waits.resolvers.flatMap((part, at) => checkPart(parts, "waitResolver", part, where("waits", "resolvers", at))),
    ...checkPart(parts, "dispatch", dispatch, where("dispatch")),
    ...checkPart(parts, "budget", budget, where("budget")),
    ...guards.flatMap((guard, at) => checkEntry(parts, "guard", guard, where("guards", at))),
    ...healthChecks.flatMap((check, at) => checkEntry(parts, "healthCheck", check, where("healthChecks", at))),
  ];
}

function checkEntry(parts: Parts, slot: "guard" | "healthCheck", entry: OwnEntry, where: Where): Problem[] {
  const { off, ...part } = entry;
  if (off !== true) return checkPart(parts, slot, part, where);
  const wrong = whyNotTakenOut(slot === "guard" ? "guards" : "healthChecks", entry);
  const { file, settings, at } = where;
  return wrong === undefined
    ? []
    : [{ file, line: settings.lineOf(at), message: `${at.map(String).join(".")}: ${wrong}` }];
}

/** Place of a part in a file. */
export interface Where {
  readonly file: string;
  readonly settings: LocatedYaml;
  readonly at: readonly PropertyKey[];
}

/** True when the part that stands there is a plain name. */
const isName = (value: unknown, at: readonly PropertyKey[]) => typeof valueAt(value, at) === "string";

/** Problems of one part. */
export function checkPart(parts: Parts, slot: keyof Slots, { use, ...options }: PartConfig, where: Where): Problem[] {
  const { names, options: schema } = parts.find(slot, use);
  const { file, settings, at } = where;
  if (!schema) {
    const path = isName(settings.value, at) ? at : [...at, "use"];
    const message = `${path.map(String).join(".")}: no ${KINDS[slot]} is called "${use}"${thereAre(use, names)}`;
    return [{ file, line: settings.lineOf(path), message }];
  }
  const checked = schema.safeParse(options);
  return checked.success
    ? []
    : explain(checked.error.issues as z.core.$ZodIssue[] & SchemaIssue[], { ...where, schema });
}
