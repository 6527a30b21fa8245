import { MidwatchError } from "../../../core/errors.ts";
import type { Applied } from "../../../core/rescues/applying.ts";
import { passesByItself } from "../../../core/text/refusal.ts";
import { label } from "../../../core/trust/fence.ts";
import { EXIT } from "../../exit-codes.ts";
import { complain, say } from "../../views/print.ts";

const LONGEST_PATH = 200;
const MAX_REASON_CHARS = 1000;

/** Tells a person what came of it; answers with the exit code. */
export function tellApplied(name: string, branch: string, applied: Applied): number {
  switch (applied.kind) {
    case "applied":
      say(`${name} is on ${branch} of the remote: ${applied.commit.slice(0, 7)}.`);
      break;
    case "conflict":
      complain(
        `${name} does not fit ${branch}: it conflicts in ${applied.paths.map((path) => label(path, LONGEST_PATH)).join(", ")}. Nothing was changed; midwatch rescue open ${name} opens it in a clone of your own, to be merged there`,
      );
      break;
    case "unfit":
      complain(
        `${name} is not applied to ${branch}: ${label(applied.reason, MAX_REASON_CHARS)}. Nothing was changed; midwatch rescue open ${name} opens it in a clone of your own`,
      );
      break;
    case "pending":
      complain(`${name} is not on ${branch}: ${applied.reason}. It waits as before; nothing was changed`);
  }
  return codeOf(applied);
}

/** Exit code: a failure that may pass by itself is to be tried again later. */
export function codeOf(applied: Applied): number {
  if (applied.kind === "applied") return EXIT.ok;
  return applied.kind === "pending" && (applied.refused === undefined || passesByItself(applied.refused))
    ? EXIT.busy
    : EXIT.failed;
}

/** A branch's name as git takes it, and no other ref. */
export function branchName(wanted: string): string {
  const name = wanted.trim();
  if (GOOD.test(name) && !BAD.test(name)) return name;
  throw new MidwatchError(`"${label(wanted)}" is no name of a branch: write it as in main, or fix/x`);
}

const GOOD = /^[^\s~^:?*[\\\p{Cc}-][^\s~^:?*[\\\p{Cc}]*$/u;
const BAD = /^refs\/|^HEAD$|\.\.|@\{|\/\/|^@$|^\/|\/$|\.$|(?:^|\/)\.|\.lock(?:\/|$)/;
