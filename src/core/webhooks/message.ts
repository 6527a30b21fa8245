import { z } from "zod";
import type { Envelope } from "../contracts/inbox.ts";
import type { Hook } from "../contracts/webhooks.ts";
import { plainText, shortened } from "../text/plain-text.ts";

/** In characters. */
const LONGEST_VALUE = 2_000;
const LONGEST_TEXT = 16_000;
const LONGEST_WORD = 200;

/** The message that an event comes to: the owner's title, and what of the event is to be shown. */
export function messageText({ name, title = name, show }: Hook, event: unknown, kind: string | undefined): string {
  const head = kind === undefined ? title : `${title} (${messageWord(kind)})`;
  const shown = show.map((pointer) => `- ${pointer}: ${shownValue(at(event, pointer))}`);
  const body = show.length > 0 ? shown.join("\n") : JSON.stringify(event, null, 2);
  return `${plainText(head)}\n\n${shortened(plainText(body), LONGEST_TEXT)}\n`;
}

const Account = z.object({ id: z.int(), login: z.string().optional() });
const Url = z.string().startsWith("https://").max(400);
const Linked = z.object({ html_url: Url });
const Numbered = z.object({ number: z.int().positive(), html_url: Url.optional() });
/** Fields that many of GitHub's events have in common; other senders need not have them. */
const Event = z.object({
  sender: Account.optional().catch(undefined),
  repository: z
    .object({ full_name: z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/) })
    .optional()
    .catch(undefined),
  issue: Numbered.optional().catch(undefined),
  pull_request: Numbered.optional().catch(undefined),
  comment: Linked.optional().catch(undefined),
});

/** The GitHub account that an event names as its sender; its words are as good as the signature. */
export const senderOf = (event: unknown): z.infer<typeof Account> | undefined => Event.safeParse(event).data?.sender;

/** Facts about the message besides its text. */
export function envelopeOf({ name, trusted }: Hook, event: unknown, key: string): Envelope {
  const { sender, repository, issue, pull_request: pull, comment } = Event.safeParse(event).data ?? {};
  const about = issue ?? pull;
  const actor = sender && `${messageWord(sender.login ?? "")} (${sender.id})`.trim();
  const url = comment?.html_url ?? about?.html_url;
  const to = repository && about && `${repository.full_name}#${about.number}`;
  return {
    origin: { by: `webhook ${name}`, actor, url },
    untrusted: !trusted,
    key: `webhook ${name} ${key}`,
    ...(to && { replyTo: { channel: "github", to } }),
  };
}

/** RFC 6901; undefined where there is nothing. */
function at(value: unknown, pointer: string): unknown {
  const steps = pointer.slice(1).split("/");
  return steps.reduce<unknown>((parent, step) => {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    return typeof parent === "object" && parent !== null && Object.hasOwn(parent, key)
      ? (parent as Record<string, unknown>)[key]
      : undefined;
  }, value);
}

function shownValue(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "(not there)");
  const short = shortened(text, LONGEST_VALUE);
  return short.includes("\n") ? `\n${short.replaceAll(/^/gm, "  > ")}` : short;
}

const messageWord = (text: string) => plainText(text).replaceAll(/\s+/g, " ").slice(0, LONGEST_WORD);
