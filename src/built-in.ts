import channels from "../plugins/channels/index.ts";
import github from "../plugins/github/index.ts";
import queue from "../plugins/work-queue/index.ts";
import tasks from "../plugins/workspace-tasks/index.ts";
import { backends } from "./backends/index.ts";
import { Parts } from "./core/parts/parts.ts";
import { embedders } from "./memory/embedders/index.ts";
import { extractors } from "./memory/extractors/index.ts";
import { policies } from "./policies/index.ts";

/** Everything that comes with midwatch, by way of the same registry as a third party's. */
export function builtIn(): Parts {
  const parts = new Parts();
  for (const backend of backends) parts.provide("backend", backend);
  for (const section of policies.briefSection) parts.provide("briefSection", section);
  for (const policy of policies.budget) parts.provide("budget", policy);
  for (const channel of policies.channel) parts.provide("channel", channel);
  for (const policy of policies.dispatch) parts.provide("dispatch", policy);
  for (const embedder of embedders) parts.provide("embedder", embedder);
  for (const extractor of extractors) parts.provide("extractor", extractor);
  for (const guard of policies.guard) parts.provide("guard", guard);
  for (const check of policies.healthCheck) parts.provide("healthCheck", check);
  for (const policy of policies.lessonSharing) parts.provide("lessonSharing", policy);
  for (const resolver of policies.waitResolver) parts.provide("waitResolver", resolver);
  for (const source of policies.workSource) parts.provide("workSource", source);
  for (const plugin of [queue, tasks, github, channels]) plugin.register(parts);
  return parts;
}
