// guard: stops a run that goes where it should not. This one stops whoever names a file that is none of its business.
import { allow, type Factory, type GuardPolicy, type Plugin, refuse } from "midwatch";
import { z } from "zod";

const Options = z.strictObject({
  /** What no call may be about. */
  words: z.array(z.string().min(1)).default([".env"]),
});

const offLimits: Factory<GuardPolicy, z.infer<typeof Options>> = {
  name: "off-limits",
  options: Options,
  create: ({ words }) => ({
    cause: "guard",
    // A fresh guard for each run: it may count, and it has nothing to reset.
    guard: () => (event) => {
      if (event.type !== "tool_call") return allow;
      const input = JSON.stringify(event.input ?? "");
      const word = words.find((each) => input.includes(each));
      return word === undefined ? allow : refuse(`it called ${event.name} with ${word}, which is off limits`);
    },
  }),
};

export default { name: "off-limits", register: (registry) => registry.provide("guard", offLimits) } satisfies Plugin;
