import { z } from "zod";
import type { Letter } from "../../src/index.ts";

/** Discord takes 2,000 characters of content and 4,096 of an embed's description; room is left for the mark. */
export const LONGEST_CONTENT = 1_900;
export const LONGEST_DESCRIPTION = 4_096;
const LONGEST_TITLE = 256;

const COLOURS = { good: 0x2e_a0_43, neutral: 0x6e_77_81, bad: 0xcf_22_2e } as const;

const SUPPRESS_EMBEDS = 4;

/** Answers are messages; reports are embeds. Neither calls anybody, whatever stands in it. */
export function payloadOf(letter: Letter, answered?: string): Readonly<Record<string, unknown>> {
  const allowed_mentions = { parse: [], replied_user: false };
  const message_reference = { message_id: answered, fail_if_not_exists: false };
  const reference = answered === undefined ? {} : { message_reference };
  if (letter.kind === "reply") {
    const content = `${letter.text || letter.title}\n-# ${footerOf(letter)}`;
    return { content, allowed_mentions, flags: SUPPRESS_EMBEDS, ...reference };
  }
  const embed = {
    title: letter.title.slice(0, LONGEST_TITLE).toWellFormed(),
    description: letter.text,
    color: COLOURS[letter.tone],
    footer: { text: footerOf(letter) },
    timestamp: new Date(letter.at).toISOString(),
  };
  return { embeds: [embed], allowed_mentions, ...reference };
}

const footerOf = ({ mark }: Letter) => `midwatch ${mark}`;

/** For a few minutes Discord itself refuses a second message with the same one, of at most 25 characters. */
export function nonceOf({ mark }: Letter): { readonly nonce: string; readonly enforce_nonce: true } {
  const [id = "", n = "0"] = mark.split(".");
  const number = BigInt(`0x${id.replaceAll(/[^0-9a-f]/g, "") || "0"}`) + BigInt(n);
  return { nonce: number.toString(36).slice(-25), enforce_nonce: true };
}

const Messages = z.array(
  z.object({
    id: z.string().regex(/^\d+$/),
    content: z.string().default(""),
    embeds: z.array(z.object({ footer: z.object({ text: z.string() }).optional() })).default([]),
  }),
);

export type Message = z.infer<typeof Messages>[number];

/** Messages as Discord gives them back; undefined for what are none. */
export const messagesIn = (value: unknown): readonly Message[] | undefined => Messages.safeParse(value).data;

/** Whether a message is that letter. */
export function holds({ content, embeds }: Message, letter: Letter): boolean {
  const lines = [...content.split("\n"), ...embeds.map(({ footer }) => footer?.text ?? "")];
  return lines.some((line) => line.replace(/^-# /, "") === footerOf(letter));
}

/** The id that a message of that moment would have. */
export const snowflakeAt = (at: number): bigint => BigInt(Math.max(0, at - DISCORD_EPOCH)) << 22n;

const DISCORD_EPOCH = 1_420_070_400_000;
