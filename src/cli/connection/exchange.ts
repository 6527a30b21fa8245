import { hostname, userInfo } from "node:os";
import { messageOf } from "../../core/errors.ts";
import { type SshEnd, talkOverSsh } from "../../core/host/ssh.ts";
import { parseJson } from "../../core/text/json.ts";
import { plainLine, plainText } from "../../core/text/plain-text.ts";
import { shellWord } from "../../core/text/shell-word.ts";
import { packageVersion } from "../../package-root.ts";
import type { Connection } from "./connections.ts";
import { News } from "./news.ts";
import { Spool } from "./spool.ts";
import { Answer, type HandOver, type Hello, type Landing, PROTOCOL, type Request } from "./wire.ts";

/** Host that a connection leads to, and who is meant over there. */
export type Reached = Pick<Connection, "id" | "host" | "command" | "fleet" | "sshConfig"> & {
  readonly agent?: string | undefined;
};

interface Asked {
  readonly handOvers: readonly HandOver[];
  readonly asks?: boolean;
  readonly onLanding?: (landing: Landing) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Answers of the other side, or the reason for which it could not be heard to the end. */
type Heard = {
  readonly hello?: Answer & { type: "hello" };
  readonly brief?: Answer & { type: "brief" };
  readonly trouble?: string;
};

const MAX_COMPLAINT_CHARS = 300;
/** So long a conversation with the other side may take in all. */
const EXCHANGE_MS = 5 * 60_000;

/** Hands over what waits, oldest first, and brings a fresh brief; what came of it is kept where the next one looks. */
export async function exchange(
  connection: Connection,
  onLanding: (landing: Landing) => Promise<boolean> = async () => false,
): Promise<{ readonly trouble?: string }> {
  const [spool, news] = [new Spool(connection.name), new News(connection.name)];
  const handOvers = spool.all().map(({ what }) => what);
  let later: string | undefined;
  const settle = async (landing: Landing) => {
    const { id, state, said } = landing;
    if (state === "later") later ??= said.join("; ");
    else if (!(await onLanding(landing))) await tellLanding(news, landing);
    if (state === "landed") await spool.landed(id);
    if (state === "refused") await spool.putAside(id);
  };
  const signal = AbortSignal.timeout(EXCHANGE_MS);
  const { brief, ...heard } = await speak(connection, { handOvers, onLanding: settle, signal });
  const now = Date.now();
  if (brief) await news.keepBrief({ text: brief.text, at: now });
  const trouble = heard.trouble ?? later;
  if (trouble === undefined) await news.wentWell();
  else await news.failed(trouble, now);
  return trouble === undefined ? {} : { trouble };
}

async function tellLanding(news: News, { id, state, said }: Landing): Promise<void> {
  if (said.length === 0) return;
  const text = said.map((each) => plainText(each)).join("; ");
  await news.tell(id, { at: Date.now(), text: state === "refused" ? `Refused, and put aside: ${text}` : text });
}

/** One conversation with the other side. Never rejects. */
export async function speak(to: Reached, { handOvers, asks, onLanding, signal }: Asked): Promise<Heard> {
  const requests: readonly Request[] = [
    hello(to, handOvers),
    ...handOvers.map((what) => ({ type: "hand-over" as const, what })),
    { type: "brief" },
  ];
  const answers = new Answers(onLanding);
  const target = { host: to.host, config: to.sshConfig, command: commandFor(to) };
  try {
    const lines = requests.map((request) => JSON.stringify(request));
    const talk = { signal, onLine: (line: string) => answers.add(line), ...(asks && { asks }) };
    const ended = await talkOverSsh(target, lines, talk);
    return await answers.all(ended, to);
  } catch (thrown) {
    return { trouble: messageOf(thrown) };
  }
}

const commandFor = ({ command, fleet }: Pick<Connection, "command" | "fleet">) =>
  `${command} receive${fleet === undefined ? "" : ` --fleet ${shellWord(fleet)}`}`;

function hello({ id, agent }: Reached, handOvers: readonly HandOver[]): Hello {
  const [oldest] = handOvers;
  const waiting = { waiting: handOvers.length, ...(oldest && { since: oldest.at }) };
  const machine = { id, name: hostname(), person: userInfo().username, ...waiting };
  return { type: "hello", protocol: PROTOCOL, version: packageVersion(), machine, ...(agent && { agent }) };
}

/** Answers as they come in; each landing is seen to before the next. */
class Answers {
  private readonly onLanding: Asked["onLanding"];
  private heard: Heard = {};
  private work: Promise<void> = Promise.resolve();

  constructor(onLanding: Asked["onLanding"]) {
    this.onLanding = onLanding;
  }

  add(line: string): void {
    const answer = answerIn(line);
    // What a shell over there says when it starts is none of ours.
    if (!answer) return;
    if (answer.type === "hello") this.heard = { ...this.heard, hello: answer };
    if (answer.type === "brief") this.heard = { ...this.heard, brief: answer };
    if (answer.type === "error") this.heard = { ...this.heard, trouble: plainLine(answer.reason, MAX_COMPLAINT_CHARS) };
    if (answer.type === "landing") this.work = this.work.then(() => this.onLanding?.(answer));
  }

  async all(ended: SshEnd, to: Reached): Promise<Heard> {
    await this.work;
    const { heard } = this;
    if (heard.trouble !== undefined || (heard.brief && ended.code === 0)) return heard;
    return { ...heard, trouble: whyUnheard(ended, to, heard.hello !== undefined) };
  }
}

function answerIn(line: string): Answer | undefined {
  try {
    return Answer.safeParse(parseJson(line)).data;
  } catch {
    return undefined;
  }
}

/** A shell's answer where there is no such program; ssh's own where it could not reach the host. */
const [NO_PROGRAM, NO_SSH] = [127, 255];
const UNKNOWN_COMMAND = /unknown|no command|is not a command|Not enough|did you mean/i;

function whyUnheard({ code, complaint }: SshEnd, { host, command }: Reached, isHeard: boolean): string {
  const said = plainLine(complaint, MAX_COMPLAINT_CHARS);
  if (code === null && complaint === "") return `${host} did not answer in time`;
  if (code === null || (code === NO_SSH && !isHeard))
    return `${host} cannot be reached: ${said || "ssh ended without a word"}`;
  if (code === NO_PROGRAM)
    return `there is no "${command}" for a program that signs in to ${host}: install midwatch there, or name it with --command /path/to/midwatch (${said})`;
  if (!isHeard && UNKNOWN_COMMAND.test(complaint))
    return `midwatch on ${host} is older than this one (${packageVersion()}), and cannot be connected: install the same version there (${said})`;
  if (!isHeard) return `midwatch on ${host} gave no answer, and ended with ${code}: ${said || "not a word"}`;
  return `midwatch on ${host} ended with ${code} in the middle: ${said || "not a word"}`;
}
