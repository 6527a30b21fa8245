import { environmentOutside } from "./node.mjs";
import { capture } from "./process.mjs";
import { narrate, SetupError } from "./say.mjs";
import { hashOf, Stamp } from "./stamp.mjs";

// NODE_ENV=production would leave out the compiler, and `npm --silent start` the reason of a failure.
const NPM_CI = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=notice"];

const stamp = new Stamp("installed");

/** Whether the installed packages are those of package-lock.json. */
export function isInstalled() {
  return stamp.matches(hashOf(["package-lock.json"]));
}

/** Notes that the packages of package-lock.json are in place. */
export function noteInstalled() {
  stamp.write(hashOf(["package-lock.json"]));
}

/** Installs exactly what package-lock.json names. */
export async function install() {
  await narrate("installing packages, once, for about half a minute", async () => {
    const { code, output } = await capture("npm", NPM_CI, environmentOutside());
    if (code !== 0) throw new SetupError(explain(code, output), 1);
    noteInstalled();
  });
}

function explain(code, output) {
  return `npm ci ended with ${code}. If package.json was edited, \`npm run lock\` brings package-lock.json up to date.\n${output}`;
}
