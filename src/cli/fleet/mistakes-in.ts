import { isAsLastRead, wrongSince } from "../../config/reading.ts";
import type { FileMistakes } from "../../core/needs-you/needs-you.ts";

/**
 * Mistakes in a fleet's files as they are now. Fast where nothing has changed since they were right; `isNoted` says
 * that a session could not start since, which something that they name, and not they, may be the reason for.
 */
export async function mistakesIn(folder: string, isNoted: boolean): Promise<FileMistakes> {
  if (!isNoted && isAsLastRead(folder)) return { problems: [], since: 0 };
  const [{ loadConfig }, { trustIn, ExposedFilesError }, { noteReading }, { ConfigError }, { builtIn }] =
    await Promise.all([
      import("../../config/config.ts"),
      import("../../config/exposed-files.ts"),
      import("../../config/reading.ts"),
      import("../../core/errors.ts"),
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
