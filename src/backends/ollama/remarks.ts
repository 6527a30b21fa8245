// Sentences that a model is told between its replies, and those that say how its run ended.

export const CUT = {
  too_long: "(Your reply was cut off: it was too long. Go on in smaller steps.)",
  repeated: "(Your reply was cut off: you said the same again and again. Say it once, and go on.)",
} as const;
export const CUT_OFF = {
  too_long: "its replies were cut off, again and again",
  repeated: "the model repeated itself, again and again, until its server cut it off",
} as const;
export const SAME_AGAIN =
  "(You have done this before, and nothing is new. Is your item done? If it is, call done. If not, do something else.)";
export const EMPTY = "(You said nothing. Call a tool, or call done if you are finished.)";
export const GO_ON = "(If you are finished, call done. If not, go on: only a call of a tool changes anything.)";
export const ENDED_REPEATING = "(It said no more that was new, and did not say that it was done.)";
export const TOO_LONG = (filling: string) =>
  `it is more than the model's window holds: ${filling}; raise the backend's context, or shorten what fills it`;
export const MEND = (reason: string) => `(Your call could not be read: ${reason}. Make it again, as valid JSON.)`;
