import { ExposedFilesError, trustIn } from "../../config/exposed-files.ts";
import { isAsLastRead, noteReading, wrongSince } from "../../config/reading.ts";
import { ConfigError } from "../../core/errors.ts";
import type { FileMistakes } from "../../core/needs-you/needs-you.ts";

/**
 * Mistakes in a fleet's files as they are now. Fast where nothing has changed since they were right; `isNoted` says
 * that a session could not start since, which something that they name, and not they, may be the reason for.
 */
export async function mistakesIn(folder: string, isNoted: boolean): Promise<FileMistakes> {
  if (!isNoted && isAsLastRead(folder)) return { problems: [], since: 0 };
  const [{ loadConfig }, { builtIn }] = await Promise.all([
    import("../../config/config.ts"),
    import("../../built-in.ts"),
  ]);
  const at = Date.now();
  try {
    const config = await loadConfig(folder, builtIn(), trustIn(process.env));
    noteReading(folder, config, at);
    return { problems: [], since: 0 };
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    const problems = thrown instanceof ExposedFilesError ? [] : thrown.problems;
    return { problems, since: wrongSince(folder, at) };
  }
}

/** Sentence on what keeps a fleet's files from being read. */
export const whyUnread = (thrown: ConfigError): string =>
  thrown instanceof ExposedFilesError
    ? "nothing starts with files that others may write: midwatch check"
    : "the fleet's files have mistakes: midwatch check";
