import { join } from "node:path";
import type { z } from "zod";
import { explain } from "../agents/explain.ts";
import { isProblems, parseYaml } from "../agents/located-yaml.ts";
import type { Prices } from "../core/contracts/prices.ts";
import { ConfigError, type Problem } from "../core/errors.ts";
import { readRegularFile } from "../core/host/regular-file.ts";
import { packageRoot } from "../package-root.ts";
import { PricesSchema } from "./prices-schema.ts";

/** A fleet's own table, beside its configuration. */
export const PRICES_FILE = "prices.yaml";

/** Prices that are known, and the problems of the fleet's own table. */
export interface LoadedPrices {
  readonly prices: Prices;
  readonly problems: readonly Problem[];
}

/** Bytes. */
const MAX_PRICES_BYTES = 4 * 1024 * 1024;

type Table = z.infer<typeof PricesSchema>;

/** The fleet's table, and where it says nothing of a model, the one that comes with midwatch. */
export function loadPrices(fleet: string): LoadedPrices {
  const own = readPrices(join(fleet, PRICES_FILE), PRICES_FILE);
  const ours = readPrices(join(packageRoot(), "config", PRICES_FILE), PRICES_FILE);
  if (!ours || !("models" in ours)) throw new ConfigError(ours ?? [{ file: PRICES_FILE, message: "ours is missing" }]);
  if (own && !("models" in own)) return { prices: pricesOf([ours]), problems: own };
  return { prices: pricesOf(own ? [own, ours] : [ours]), problems: [] };
}

function pricesOf(tables: readonly Table[]): Prices {
  const known = new Map(tables.toReversed().flatMap(({ models }) => Object.entries(models)));
  const [looked = ""] = tables.map((table) => table.looked).toSorted();
  return { looked, of: (model) => namesOf(model).flatMap((name) => known.get(name) ?? [])[0] };
}

/** "anthropic/claude-x-20251101" is claude-x of that day, asked through another provider. */
function namesOf(model: string): readonly string[] {
  const own = model.replace(/^.*\//, "");
  return [model, own, own.replace(/[-@]20\d{6}$/, "")];
}

function readPrices(path: string, file: string): Table | readonly Problem[] | undefined {
  const found = readRegularFile(path, { most: MAX_PRICES_BYTES, links: "own" });
  if (!found.ok) return found.kind === "missing" ? undefined : [{ file, message: found.reason }];
  const text = found.bytes.toString("utf8");
  const settings = parseYaml(text, { file, firstLine: 1 });
  if (isProblems(settings)) return settings;
  const checked = PricesSchema.safeParse(settings.value ?? {});
  return checked.success ? checked.data : explain(checked.error.issues, { file, settings, schema: PricesSchema });
}
