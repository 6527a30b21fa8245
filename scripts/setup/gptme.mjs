import { join } from "node:path";
import { provideVenv } from "./python-tool.mjs";

/** The one its tests were written with. */
const VERSION = "0.35.1";

/** The real gptme, for the tests that run it. */
export async function provideGptme() {
  const doing = `installing gptme ${VERSION}, once, for a minute or two`;
  const folder = await provideVenv({ name: `gptme-${VERSION}`, doing, install: [`gptme==${VERSION}`] });
  return { MIDWATCH_GPTME: join(folder, "bin", "gptme") };
}
