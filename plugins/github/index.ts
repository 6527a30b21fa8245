import type { Factory, Plugin, WorkSource } from "../../src/index.ts";
import { MemoryFile } from "./memory.ts";
import { SourceOptions, type SourceSettings } from "./options.ts";
import { GitHubSource } from "./source.ts";

const source: Factory<WorkSource, SourceSettings> = {
  name: "github",
  options: SourceOptions,
  create: (settings, { clock, credentials, store }) => {
    const token = credentials[settings.token] || undefined;
    const file = new MemoryFile(store, { url: settings.url, token: token ?? "" }, "inbox");
    return new GitHubSource({ settings, token, file, clock });
  },
};

export default {
  name: "github",
  register: (registry) => registry.provide("workSource", source),
} satisfies Plugin;
