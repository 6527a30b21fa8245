import { basename } from "node:path";
import { z } from "zod";
import { messageOf } from "../../../core/errors.ts";
import { readLines } from "../../../core/host/lines.ts";
import { parseJson } from "../../../core/text/json.ts";
import { thereAre } from "../../../core/text/nearest.ts";
import { packageVersion } from "../../../package-root.ts";
import type { CommonArguments } from "../../command.ts";
import { noteMachine } from "../../connection/machines.ts";
import { type Answer, type Hello, type Landing, PROTOCOL, Request } from "../../connection/wire.ts";
import { type OpenFleet, openFleet } from "../../fleet/open-fleet.ts";
import { sayJsonLine } from "../../views/print.ts";
import { preview } from "../brief/preview.ts";
import { Landings } from "./landings.ts";

/** Tokens of a brief for a connected machine: it has to say besides how old it is, and what to hand back. */
const BRIEF_TOKENS = 1_800;

/** A connected machine that has said who it is. */
interface Guest {
  readonly agent: string;
  readonly landings: Landings;
}

/** Answers the lines of standard input, one by one, until it ends or something is wrong that concerns all of it. */
export async function receiveLines(args: CommonArguments): Promise<void> {
  try {
    using fleet = await openFleet({ ...args, json: true });
    await new Receiver(fleet).run();
  } catch (thrown) {
    answer({ type: "error", reason: messageOf(thrown) });
  }
}

const answer = (line: Answer) => sayJsonLine(line);

class Receiver {
  private readonly fleet: OpenFleet;

  constructor(fleet: OpenFleet) {
    this.fleet = fleet;
  }

  async run(): Promise<void> {
    let guest: Guest | undefined;
    for await (const line of readLines(process.stdin)) {
      const request = requestIn(line);
      if (typeof request === "string") return answer({ type: "error", reason: request });
      if (request.type === "landing") answer(request);
      else if (request.type === "hello") {
        const met = await this.meet(request);
        if (typeof met === "string") return answer({ type: "error", reason: met });
        guest = met;
      } else if (!guest) return answer({ type: "error", reason: "the first line has to be a hello" });
      else answer(await this.serve(request, guest));
    }
  }

  /** Welcomes a machine that speaks as we do, or says what would be right. */
  private async meet(hello: Hello): Promise<Guest | string> {
    const [ours, theirs] = [`midwatch ${packageVersion()} on the host`, `midwatch ${hello.version} on this machine`];
    if (hello.protocol !== PROTOCOL)
      return `${theirs} and ${ours} do not understand each other: update the one ${hello.protocol < PROTOCOL ? "on this machine" : "on the host"}`;
    const { names } = this.fleet.agents;
    const agent = hello.agent ?? (names.length === 1 ? names[0] : undefined);
    if (agent === undefined) return `the fleet has several agents: choose with --agent ${names.join(" or ")}`;
    if (!names.includes(agent)) return `the fleet has no agent called "${agent}"${thereAre(agent, names)}`;
    const { fleet, folder } = this.fleet;
    await noteMachine(folder, hello, { agent, now: fleet.clock.now() });
    answer({ type: "hello", protocol: PROTOCOL, version: packageVersion(), fleet: basename(folder), agent });
    return { agent, landings: new Landings(this.fleet, { agent, machine: hello.machine }) };
  }

  private async serve(request: Exclude<Request, Hello>, { agent, landings }: Guest): Promise<Answer> {
    if (request.type === "hand-over") return landings.take(request.what);
    try {
      const asked = { agent, interactive: true, room: BRIEF_TOKENS };
      const { brief } = await preview(this.fleet, asked);
      return { type: "brief", text: brief.text, at: this.fleet.fleet.clock.now() };
    } catch (thrown) {
      return { type: "error", reason: `the brief could not be written: ${messageOf(thrown)}` };
    }
  }
}

/** The request in a line, or what is wrong with it: a hand-over alone is refused, and does not keep the others back. */
function requestIn(line: string): Request | Landing | string {
  try {
    const value = parseJson(line);
    const read = Request.safeParse(value);
    if (read.success) return read.data;
    const reason = `it is not understood: ${z.prettifyError(read.error).replaceAll("\n", " ")}`;
    const { success, data } = Named.safeParse(value);
    return success ? { type: "landing", id: data.what.id, state: "refused", said: [reason] } : `a line: ${reason}`;
  } catch (thrown) {
    return `a line is no JSON: ${messageOf(thrown)}`;
  }
}

const Named = z.object({ type: z.literal("hand-over"), what: z.object({ id: z.string() }) });
