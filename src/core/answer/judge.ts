import type { AnswerJudge } from "../contracts/backend.ts";
import { type Asked, answerIn, refusalOf } from "./answer.ts";

/** What a backend asks, before a run has ended: then it can still be told. */
export function judgeOf(asked: Asked): AnswerJudge {
  return {
    message(text) {
      const answer = answerIn(text, asked);
      return answer.kind === "refused" ? told(answer.reason) : undefined;
    },
    reason(text) {
      const why = refusalOf(text, asked);
      return why === undefined ? undefined : told(why);
    },
  };
}

const told = (why: string) => `That is no answer: ${why}. Say in a sentence of your own what you have done.`;
