import { spentBy } from "../budget/budget.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { Ended } from "../contracts/session.ts";
import { messageOf } from "../errors.ts";
import { retryOf } from "../holds/pause.ts";
import { noteFailures } from "../holds/persistent-failure.ts";
import { lettersOf } from "../outbox/letters.ts";
import { clearAway } from "../publish/clearing.ts";
import type { UnsentEffects } from "../rescues/unsent.ts";
import { finishMessages } from "../work/inbox-source.ts";
import { keepHubQuick } from "./hub-upkeep.ts";
import type { Recovery } from "./recovery.ts";

const SENDING_MS = 300_000;

/**
 * Closes sessions: writes their ends and costs in the ledger, clears away clones and refs that are needless then, and keeps
 * the hub quick.
 */
export class Closing {
  private readonly fleet: Fleet;
  private readonly recovery: Recovery;
  private readonly unsent: UnsentEffects;

  constructor(fleet: Fleet, { recovery, unsent }: { readonly recovery: Recovery; readonly unsent: UnsentEffects }) {
    this.fleet = fleet;
    this.recovery = recovery;
    this.unsent = unsent;
  }

  /** The last word. A session that crashed is ended the way a dead one is: by recovery. */
  async close(ended: Ended): Promise<Ended> {
    const last = ended.outcome.kind === "crashed" ? await this.salvage(ended) : await this.settle(ended);
    const { outcome, publication } = last;
    await noteFailures(this.fleet.ledger, ended.agent.name, this.fleet.clock.now());
    this.fleet.events.emit(ended, { type: "session.ended", data: { outcome, publication } });
    if (publication.kind === "published") await this.sendTheRest(ended);
    await keepHubQuick(this.fleet, ended);
    return last;
  }

  /**
   * Sends work of earlier sessions that the remote had refused: it takes work again, and they need not wait for their
   * time.
   */
  private async sendTheRest(ended: Ended): Promise<void> {
    const { workspaces, events } = this.fleet;
    const signal = ended.stopping ?? AbortSignal.timeout(SENDING_MS);
    try {
      await this.unsent.follow(workspaces.get(ended.agent.workspace), signal);
    } catch (thrown) {
      const error = messageOf(thrown);
      events.emit(ended, { type: "trouble", data: { doing: "sending what earlier sessions could not", error } });
    }
  }

  private async settle(ended: Ended): Promise<Ended> {
    const { ledger, clock, folders, workspaces } = this.fleet;
    const { id, agent, item, outcome, publication, kept = [], unkept = [], proof } = ended;
    const at = clock.now();
    const told = { id, agent: agent.name, ...(item && { title: item.title }), outcome, publication };
    const letters = await lettersOf(this.fleet, told, at);
    const usage = { ...(ended.result && { usage: ended.result.usage }), ...spentBy(ended.result) };
    await ledger.settle({
      session: id,
      at,
      outcome,
      publication,
      letters,
      ...usage,
      ...retryOf(outcome),
      kept,
      unkept,
      ...(proof && { proof }),
    });
    await finishMessages(this.fleet, agent);
    await workspaces
      .get(agent.workspace)
      .preserve(folders.clone(ended.folder), agent.name)
      .catch((thrown: unknown) => {
        const doing = "keeping what the agent's next session is to find";
        this.fleet.events.emit(ended, { type: "trouble", data: { doing, error: messageOf(thrown) } });
      });
    await clearAway(this.fleet, { id, folder: ended.folder, workspace: agent.workspace });
    return ended;
  }

  /** Another process has ended it under our feet, and what stands in its clone is more than that one could save. */
  private async lost(ended: Ended): Promise<Ended> {
    const [record] = await this.fleet.ledger.history.find(ended.id);
    if (!record) return ended;
    const reason = `another process ended session ${ended.id} while it was running`;
    const outcome = { ...ended.outcome, reason };
    try {
      const publication = await this.recovery.clones.rescueLater(record);
      return { ...ended, outcome, ...(publication && { publication }) };
    } catch (thrown) {
      return { ...ended, outcome, publication: await this.recovery.clones.leaveForPerson(record, messageOf(thrown)) };
    }
  }

  private async salvage(ended: Ended): Promise<Ended> {
    const record = (await this.fleet.ledger.history.openSessions()).find(({ id }) => id === ended.id);
    if (!record) return this.lost(ended);
    return { ...ended, ...(await this.recovery.recover(record, AbortSignal.timeout(300_000), ended.outcome)) };
  }
}
