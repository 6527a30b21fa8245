import {
  type ClientContext,
  client,
  type InitializeResponse,
  methods,
  type NewSessionResponse,
  PROTOCOL_VERSION,
  type PromptResponse,
  type RequestPermissionRequest,
} from "@agentclientprotocol/sdk/unstable";
import type { BackendEvent, BackendRequest } from "../../core/contracts/backend.ts";
import { answerTo, decide } from "./permissions.ts";
import type { AcpTurns } from "./translate.ts";
import { RunFailure } from "./verdict.ts";
import type { Wire } from "./wire.ts";

interface Listening {
  readonly heard: AcpTurns;
  readonly tell: (events: readonly BackendEvent[]) => void;
  /** Aborts when the agent has taken too long to start a session. */
  readonly late: AbortSignal;
}

/** One prompt to an agent, as a client of the protocol: no files, no terminals, and permission as declared. */
export class Conversation {
  private readonly request: BackendRequest;
  private readonly to: Listening;
  private cancelling = () => {};
  private isCancelled = false;

  constructor(request: BackendRequest, to: Listening) {
    this.request = request;
    this.to = to;
  }

  /**
   * Until the agent has answered the prompt. Rejects with what went wrong. The connection stays open as long as the wire:
   * one that is closed with the answer drops the updates that came just before it.
   */
  async hold(wire: Wire): Promise<PromptResponse> {
    const { heard, tell } = this.to;
    const { agent } = client({ name: "midwatch" })
      .onNotification(methods.client.session.update, ({ params }) => tell(heard.hear(params.update)))
      .onRequest(methods.client.session.requestPermission, ({ params }) => this.permit(params))
      .connect(wire.stream);
    return this.ask(agent, await this.begin(agent));
  }

  /** Asks the agent to end its turn: it still answers, with what the turn has cost. */
  cancel(): void {
    this.isCancelled = true;
    this.cancelling();
  }

  private async begin(agent: ClientContext): Promise<NewSessionResponse> {
    const { cwd, model } = this.request;
    const soon = { cancellationSignal: this.to.late, stopWaitingOnCancel: true };
    try {
      const about = { protocolVersion: PROTOCOL_VERSION, clientCapabilities: {} };
      const { protocolVersion, agentInfo } = await agent.request<InitializeResponse>(
        methods.agent.initialize,
        about,
        soon,
      );
      if (protocolVersion !== PROTOCOL_VERSION)
        throw new RunFailure(
          "unparsable",
          `it speaks version ${protocolVersion} of the protocol, not ${PROTOCOL_VERSION}`,
        );
      const session = await agent.request(methods.agent.session.new, { cwd, mcpServers: [] }, soon);
      if (model !== undefined) await this.choose(agent, session, model);
      const used = model ?? modelIn(session);
      if (used !== undefined) this.to.heard.model = used;
      this.to.tell([
        { type: "started", detail: `${agentInfo?.name ?? "an agent"} ${agentInfo?.version ?? ""}`.trim() },
      ]);
      return session;
    } catch (thrown) {
      if (!this.to.late.aborted) throw thrown;
      throw new RunFailure("silence", "it did not start a session in time");
    }
  }

  private async choose(agent: ClientContext, session: NewSessionResponse, model: string): Promise<void> {
    const option = modelChoice(session);
    if (!option)
      throw new RunFailure("unknown_model", `it cannot be told to use "${model}": it offers no choice of models`);
    const choice = { sessionId: session.sessionId, configId: option.id, value: model };
    await agent.request(methods.agent.session.setConfigOption, choice);
  }

  private async ask(agent: ClientContext, { sessionId }: NewSessionResponse): Promise<PromptResponse> {
    this.cancelling = () => void agent.notify(methods.agent.session.cancel, { sessionId }).catch(() => {});
    const say = (text: string) =>
      agent.request<PromptResponse>(methods.agent.session.prompt, { sessionId, prompt: [{ type: "text", text }] });
    const answer = await say(this.request.prompt);
    const hasEnded = answer.stopReason === "end_turn";
    const remark = hasEnded ? this.request.judge?.message(this.to.heard.words) : undefined;
    if (remark === undefined || this.isCancelled) return answer;
    this.to.tell(this.to.heard.next());
    return both(answer, await say(remark));
  }

  private permit(asked: RequestPermissionRequest) {
    const { heard, tell } = this.to;
    const decision = decide(asked.toolCall, this.request);
    tell(heard.ask(asked.toolCall));
    if (!decision.ok) {
      heard.denied.push(decision.reason);
      tell([{ type: "message", text: decision.reason }]);
    }
    return answerTo(asked, decision);
  }
}

const modelChoice = ({ configOptions }: NewSessionResponse) =>
  configOptions?.find(({ category, type }) => category === "model" && type === "select");

/** Model that it has chosen by itself. */
function modelIn(session: NewSessionResponse): string | undefined {
  const chosen = modelChoice(session)?.currentValue;
  return typeof chosen === "string" ? chosen : undefined;
}

/** The later answer, with what both of them have used. */
function both(first: PromptResponse, last: PromptResponse): PromptResponse {
  const used = [first.usage, last.usage].filter((usage) => usage != null);
  const sum = (key: keyof (typeof used)[number]) => used.reduce((all, usage) => all + (Number(usage[key]) || 0), 0);
  const cached = { cachedReadTokens: sum("cachedReadTokens"), cachedWriteTokens: sum("cachedWriteTokens") };
  const tokens = {
    totalTokens: sum("totalTokens"),
    inputTokens: sum("inputTokens"),
    outputTokens: sum("outputTokens"),
  };
  return used.length === 0 ? last : { ...last, usage: { ...tokens, ...cached } };
}
