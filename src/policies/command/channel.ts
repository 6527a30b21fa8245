import { z } from "zod";
import type { Channel } from "../../core/contracts/channel.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import { messageOf } from "../../core/errors.ts";
import { commandOptions, valuesIn } from "./options.ts";

const Options = z.strictObject(commandOptions);

const ChannelAnswer = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("sent") }),
  z.object({ kind: z.enum(["later", "unknown", "refused"]), reason: z.string() }),
]);

/** A program that gets the letter as JSON and brings it: mail, a pager. Exit 0 is sent, unless it answers otherwise. */
export const commandChannel: Factory<Channel, z.infer<typeof Options>> = {
  name: "command",
  options: Options,
  create: (command, { ask }) => ({
    name: "command",
    async send(letter, signal) {
      try {
        const answer = ChannelAnswer.safeParse(valuesIn(await ask(command, letter, signal).then(onlyJson))[0]);
        return answer.success ? answer.data : { kind: "sent" };
      } catch (thrown) {
        return { kind: "unknown", reason: messageOf(thrown) };
      }
    },
  }),
};

/** A mailer may chat. */
const onlyJson = (answer: string) => (answer.trimStart().startsWith("{") ? answer : "");
