import type { z } from "zod";
import type { LocatedYaml } from "../agents/located-yaml.ts";
import type { WebhookSettings } from "../core/contracts/webhooks.ts";
import type { Problem } from "../core/errors.ts";
import { thereAre } from "../core/text/nearest.ts";
import { CONFIG_FILE } from "../fleet-folder.ts";
import type { WebhooksSchema } from "./webhooks-schema.ts";

type WebhooksInFile = z.infer<typeof WebhooksSchema>;

/** Hooks for agents that are not there. */
export function hookProblems({ hooks }: WebhooksInFile, agents: readonly string[], settings: LocatedYaml): Problem[] {
  return Object.entries(hooks).flatMap(([hook, { agent }]) => {
    const at = ["webhooks", "hooks", hook, "agent"];
    const message = `${at.join(".")}: no agent is called "${agent}"${thereAre(agent, agents)}`;
    return agents.includes(agent) ? [] : [{ file: CONFIG_FILE, line: settings.lineOf(at), message }];
  });
}

/** Webhook settings of the file, as the receiver takes them. */
export const webhooksOf = ({ hooks, ...settings }: WebhooksInFile): WebhookSettings => ({
  ...settings,
  hooks: Object.entries(hooks).map(([name, hook]) => ({ name, ...hook })),
});
