import type { Plugin } from "../../src/index.ts";
import { discord } from "./discord.ts";
import { github } from "./github.ts";
import { healthchecks } from "./healthchecks.ts";
import { webhook } from "./webhook.ts";

export default {
  name: "channels",
  register(registry) {
    for (const channel of [github, discord, webhook, healthchecks]) registry.provide("channel", channel);
  },
} satisfies Plugin;
