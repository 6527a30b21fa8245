import type { AnswerJudge } from "../contracts/backend.ts";
import { type AnswerBasis, answerIn, refusalOf } from "./answer.ts";

/** Judge for a backend to ask before a run has ended: then it can still be told. */
export function judgeOf(asked: AnswerBasis): AnswerJudge {
  return {
    message(text) {
      const answer = answerIn(text, asked);
      return answer.kind === "refused" ? correction(answer.reason) : undefined;
    },
    reason(text) {
      const why = refusalOf(text, asked);
      return why === undefined ? undefined : correction(why);
    },
  };
}

const correction = (why: string) => `That is no answer: ${why}. Say in a sentence of your own what you have done.`;
