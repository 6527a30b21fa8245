import type { Factory, Host, Plugin, WaitResolver, WorkSource } from "../../src/index.ts";
import { MemoryFile } from "./memory.ts";
import { type Access, SourceOptions, type SourceSettings, WaitOptions, type WaitSettings } from "./options.ts";
import { GitHubSource } from "./source.ts";
import { GitHubWaits } from "./waits.ts";

const source: Factory<WorkSource, SourceSettings> = {
  name: "github",
  options: SourceOptions,
  create: (settings, host) => new GitHubSource({ settings, ...meansOf(settings, host, "threads") }),
};

const waits: Factory<WaitResolver, WaitSettings> = {
  name: "github",
  options: WaitOptions,
  create: (settings, host) => new GitHubWaits({ settings, ...meansOf(settings, host, "waits") }),
};

function meansOf({ token: name, url }: Access, { clock, credentials, store }: Host, what: string) {
  const token = credentials[name] || undefined;
  return { token, clock, file: new MemoryFile(store, { url, token: token ?? "" }, what) };
}

export default {
  name: "github",
  register(registry) {
    registry.provide("workSource", source);
    registry.provide("waitResolver", waits);
  },
} satisfies Plugin;
