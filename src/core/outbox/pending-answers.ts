import type { Obligation } from "../contracts/fleet-history.ts";
import type { HealthReport } from "../contracts/health-report.ts";
import type { History } from "../contracts/history.ts";
import type { Delivery } from "../contracts/outbox.ts";
import { plainText, shortened } from "../text/plain-text.ts";
import { oneLine } from "../text/wording.ts";

const MAX_PENDING_ANSWERS = 5;
const MAX_ANSWER_CHARS = 300;

type LetterHistory = Pick<History, "letters">;

/** The answers that have not got through yet, as what we owe those who wait for them. Those a person owes are told by it. */
export async function answersOwed(history: LetterHistory): Promise<readonly Obligation[]> {
  const ours = (await unanswered(history)).filter(({ state }) => state !== "held");
  return ours.map((delivery) => ({
    key: `answer:${delivery.id}`,
    owner: "midwatch",
    action: answerLine(unansweredLine(delivery)),
    at: delivery.letter.at,
  }));
}

/** The memory check's question: who still waits for an answer? */
export async function answersReport(history: LetterHistory): Promise<readonly HealthReport[]> {
  const waiting = await unanswered(history);
  if (waiting.length === 0) return [];
  const detail = waiting.slice(0, MAX_PENDING_ANSWERS).map(unansweredLine).map(answerLine).join("; ");
  const more =
    waiting.length > MAX_PENDING_ANSWERS ? `; and ${waiting.length - MAX_PENDING_ANSWERS} more: midwatch outbox` : "";
  return [{ check: "answers", status: "warn", detail: `${waiting.length} not sent: ${detail}${more}` }];
}

async function unanswered(history: LetterHistory): Promise<readonly Delivery[]> {
  return (await history.letters()).filter(({ letter, attempts }) => letter.kind === "reply" && attempts > 0);
}

const unansweredLine = ({ channel, letter, reason }: Delivery) =>
  `${letter.to || channel} has no answer yet${reason ? `: ${reason}` : ""}`;

const answerLine = (text: string) => shortened(oneLine(plainText(text)), MAX_ANSWER_CHARS);
