import { COMMIT, type NamedCommit } from "./clone-refs.ts";
import { Git } from "./git.ts";
import { type HeldFile, type Holding, holdFiles } from "./held-files.ts";
import { remoteHas } from "./published.ts";

const MOST_TAGS = 500;
const TAG_TEXTS_BRANCH = "what-tags-say";
const MAX_TAG_NAME_CHARS = 60;
/** Start of a tag's own object, when it is of another tag. */
const OUTER = /^object (?<id>[0-9a-f]{40,64})\ntype tag\n/;

/** Tags to look at, and the remote whose tags do not count. */
interface Tagged {
  readonly named: readonly NamedCommit[];
  /** A repository of ours with what the agent's has. */
  readonly carrier: string;
  /** Missing where there is none that could have them. */
  readonly remote?: string;
}

/** A tag that says something, and what that is. */
interface Text {
  readonly id: string;
  readonly called: string;
  readonly said: Buffer;
}

/** Words of an annotated tag are in no commit, wherever that is: one commit of the hub holds them all, byte for byte. */
export async function importTagTexts(holding: Holding, of: Tagged): Promise<readonly NamedCommit[]> {
  const carrier = new Git({ gitDir: of.carrier, config: holding.config });
  const hub = new Git({ gitDir: holding.hub, config: holding.config });
  const texts = await textsIn(carrier, of.named);
  const published = texts.length === 0 || of.remote === undefined ? new Set() : await remoteHas(hub, of.remote);
  const own = texts.filter(({ id }) => !published.has(id));
  if (own.length === 0) return [];
  const files: HeldFile[] = [];
  for (const { id, called, said } of own) {
    const blob = await hub.line(["hash-object", "-w", "--stdin"], { input: said });
    files.push({ path: `${safeFileName(called)}-${id.slice(0, 7)}`, blob });
  }
  const [first] = own.map(({ called }) => called);
  const tags = new Set(own.map(({ called }) => called)).size;
  const from = tags === 1 ? `what tag ${first} says` : `what ${tags} tags say`;
  return [
    { id: await holdFiles(holding, TAG_TEXTS_BRANCH, { files, text: `Hold ${from}` }), from, name: TAG_TEXTS_BRANCH },
  ];
}

/** Those of the tags themselves, and of tags that they are of. */
async function textsIn(carrier: Git, named: readonly NamedCommit[]): Promise<readonly Text[]> {
  const called = new Map(named.flatMap(({ id, from, name }) => (isRef(from) ? [[id, name] as const] : [])));
  const texts: Text[] = [];
  for (const [id, name] of called) {
    if (!(await isTag(carrier, id))) continue;
    if (texts.length >= MOST_TAGS) throw new Error(`there are more than ${MOST_TAGS} tags`);
    const said = await carrier.catFile(["tag", id]);
    texts.push({ id, called: name, said });
    const next = OUTER.exec(said.toString("latin1"))?.groups?.id;
    if (next !== undefined && !called.has(next)) called.set(next, name);
  }
  return texts;
}

/** A branch, a stash or a log names commits alone. */
const isRef = (from: string) => from.startsWith("tag ") || from.startsWith("refs/");

const isTag = async (carrier: Git, id: string) =>
  COMMIT.test(id) && (await carrier.line(["cat-file", "-t", id]).catch(() => "")) === "tag";

const safeFileName = (name: string) =>
  name
    .replace(/[^A-Za-z0-9._]+/g, "-")
    .replace(/^[.-]+/, "")
    .slice(0, MAX_TAG_NAME_CHARS) || "tag";
