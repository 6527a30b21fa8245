import { parse, stringify } from "yaml";
import { z } from "zod";
import type { Envelope } from "../contracts/inbox.ts";

const envelopeWord = z.string().min(1).max(500);

const EnvelopeSchema: z.ZodType<Envelope> = z.strictObject({
  origin: z.strictObject({ by: envelopeWord, actor: envelopeWord.optional(), url: envelopeWord.optional() }).optional(),
  untrusted: z.boolean().optional(),
  replyTo: z.strictObject({ channel: envelopeWord, to: envelopeWord }).optional(),
  key: envelopeWord.optional(),
});

/** Front of a message that has known facts; it ends at the first line that can end it. */
const FRONT = /^---\n(?<settings>[\s\S]{0,32768}?)^---\n/m;

/**
 * A message as its file holds it: its text alone, or below the known facts about it. Throws where that is too long to
 * be read back.
 */
export function sealed(text: string, envelope: Envelope): string {
  const known = Object.fromEntries(
    Object.entries(EnvelopeSchema.parse(envelope)).filter(([, value]) => value !== undefined),
  );
  // A text that looks as if it began with an envelope gets one of its own: nobody else's words are taken for one.
  if (Object.keys(known).length === 0 && !text.startsWith("---")) return text;
  return `---\n${stringify(known, { lineWidth: 0, defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" })}---\n${text}`;
}

/**
 * The text of a file, and the known facts about it. A file without an envelope, or with something else there, is all
 * text.
 */
export function opened(file: string): Envelope & { readonly text: string } {
  const { settings } = FRONT.exec(file)?.groups ?? {};
  if (settings === undefined || !file.startsWith("---\n")) return { text: file };
  const envelope = EnvelopeSchema.safeParse(yamlIn(settings));
  return envelope.success ? { ...envelope.data, text: file.slice(settings.length + 8) } : { text: file };
}

function yamlIn(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 }) ?? {};
  } catch {
    return undefined;
  }
}
