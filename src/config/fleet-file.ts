import { join } from "node:path";
import { ConfigError } from "../core/errors.ts";
import { readRegularText } from "../core/host/regular-file.ts";
import { CONFIG_FILE } from "../fleet-folder.ts";

/** Bytes; what is larger is no file of settings. */
const MAX_FLEET_FILE_BYTES = 1024 * 1024;

/** The text of a fleet's midwatch.yaml. Throws what a person can act on where there is none that can be read. */
export const readFleetFile = (folder: string): string =>
  readRegularText(
    join(folder, CONFIG_FILE),
    { most: MAX_FLEET_FILE_BYTES, links: "own" },
    ({ kind, reason }): never => {
      const none = `there is none in ${folder}; "midwatch init" writes one`;
      throw new ConfigError([{ file: CONFIG_FILE, message: kind === "missing" ? none : reason }]);
    },
  );
