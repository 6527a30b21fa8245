import { builtIn } from "../../built-in.ts";
import { type Config, loadConfig } from "../../config/config.ts";
import { trustIn } from "../../config/exposed-files.ts";
import { zoneLastRead } from "../../config/reading.ts";
import type { Caps } from "../../core/contracts/policy.ts";
import { ConfigError } from "../../core/errors.ts";
import { whyUnread } from "./mistakes-in.ts";

/** Clocks, agents and caps of a fleet as its files have them, without the fleet being put together. */
export interface DeclaredFleet extends Pick<Config, "zone" | "agents"> {
  /** Missing where another budget policy has the word on them, or nothing can be read. */
  readonly caps?: Caps;
  /** Reason why the files say nothing. */
  readonly trouble?: string;
}

/** Never rejects for mistakes in the files: who looks at what was is told of it all the same. */
export async function declaredIn(folder: string): Promise<DeclaredFleet> {
  const parts = builtIn();
  try {
    const {
      zone,
      agents,
      budget: { use, ...options },
    } = await loadConfig(folder, parts, trustIn(process.env));
    const read = use === "caps" ? parts.find("budget", use).options?.safeParse(options) : undefined;
    return { zone, agents, ...(read?.success === true && { caps: read.data as Caps }) };
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    return { zone: zoneLastRead(folder), agents: [], trouble: whyUnread(thrown) };
  }
}
