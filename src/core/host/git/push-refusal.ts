import type { PushRefusal } from "../../contracts/refusal.ts";
import { plainText, shortened } from "../../text/plain-text.ts";
import { withoutUser } from "../../text/without-user.ts";
import { type Printed, SENTENCES } from "./refusal-sentences.ts";

/** Characters of a remote's words that are kept: they go to screens, the ledger and briefs. */
const LONGEST_SAID = 600;

/** In characters: why it was refused comes last, after hours of progress. */
const MAX_PUSH_CHARS = 64_000;
const MAX_REMOTE_LINE_CHARS = 2_000;

const UNKNOWN = { kind: "needs-person", mend: "see at the remote what it wants" } as const;

/** Refusal that the output of a failed push tells of, classified and put in the remote's own words. */
export function classifyRefusal(printed: string): PushRefusal {
  const lines = plainText(printed.slice(-MAX_PUSH_CHARS).replaceAll("\r", "\n"))
    .split("\n")
    .map((line) => line.slice(0, MAX_REMOTE_LINE_CHARS).trimEnd());
  const remote = lines.flatMap((line) => FROM_REMOTE.exec(line)?.groups?.words ?? []);
  const rejections = lines.flatMap((line) => REJECTED.exec(line)?.groups?.why ?? []);
  const git = lines.filter((line) => !FROM_REMOTE.test(line) && !NOTHING_SAID.test(line));
  const told: Printed = { remote: [...remote, ...rejections].join("\n"), git: git.join("\n") };
  const found = SENTENCES.find(({ pattern, by = "remote" }) => pattern.test(told[by])) ?? UNKNOWN;
  const { kind, mend } = found;
  return { kind, said: refusalWords(remote, rejections, git), mend };
}

/** The lines of the remote, and those of the server over ssh before there is a "remote:". */
const FROM_REMOTE = /^(?:remote: ?|ERROR: ?|error: (?=remote unpack failed|refusing to))(?<words>.*\S.*)$/;
const REJECTED = /\[(?:remote rejected|remote failure)\].*\((?<why>.*)\)$/;
/** Lines that a push prints whatever its result. */
const NOTHING_SAID =
  /^(?:error: failed to push some refs|fatal: Could not read from remote|Please make sure you have|and the repository exists|hint:|Delta compression|Total \d|(?:Enumerating|Counting|Compressing|Writing) objects|To |Done$|[!=+* -]\t|remote:|Everything up-to-date|$)|\[(?:remote )?rejected\]/;
const PROGRESS =
  /^(?:Resolving deltas|(?:Counting|Compressing|Enumerating|Unpacking) objects|Processing changes|Checking connectivity|Total \d)/;
const DECORATION = /^[\s=*#_~-]*$/;
/** Says only that a hook has spoken. */
const GENERIC = /^(?:pre-receive hook declined|hook declined|protected branch hook declined|failed|unpacker error)$/;

function refusalWords(remote: readonly string[], rejections: readonly string[], git: readonly string[]): string {
  const told = remote
    .map((line) => line.replace(/^(?:error|fatal): /, "").trim())
    .filter((line) => !PROGRESS.test(line) && !DECORATION.test(line));
  const why = rejections.filter((reason) => told.length === 0 || !GENERIC.test(reason));
  const all = [...told, ...why];
  const said = all.length > 0 ? all : git.map((line) => line.replace(/^(?:error|fatal): /, "")).slice(0, 3);
  return shortened(withoutUser([...new Set(said)].join(" ").trim()), LONGEST_SAID) || "it does not say why";
}
