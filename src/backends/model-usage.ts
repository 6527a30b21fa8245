import type { ModelUsage, Usage } from "../core/contracts/run-result.ts";

/** Usage of one request, or of many; of a model that has a name, where the backend knows it. */
export type Share = Omit<ModelUsage, "model"> & { readonly model?: string | undefined };

/** Usage by model; nothing where one of them has no name: what it used would be charged to another. */
export function byModel(shares: readonly Share[]): Pick<Usage, "models"> {
  const used = shares.filter(hasUsed);
  const models = new Map<string, ModelUsage>();
  for (const { model, ...share } of used) {
    if (model === undefined) return {};
    const known = models.get(model);
    models.set(model, { model, ...(known ? plus(known, share) : share) });
  }
  return models.size === 0 ? {} : { models: [...models.values()].map(inWholeMicros) };
}

/** Usage by model without what was used before it; never less than nothing. */
export function withoutEarlier(
  { models = [] }: Pick<Usage, "models">,
  { models: earlier = [] }: Pick<Usage, "models">,
): Pick<Usage, "models"> {
  return byModel(
    models.map((one) => {
      const before = earlier.find(({ model }) => model === one.model);
      return before ? { model: one.model, ...minus(one, before) } : one;
    }),
  );
}

const hasUsed = ({ inputTokens, outputTokens, micros = 0 }: Share) => inputTokens + outputTokens + micros > 0;

const plus = (a: Share, b: Share) => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  ...(a.micros !== undefined && b.micros !== undefined && { micros: a.micros + b.micros }),
});

const minus = (a: Share, b: Share) => ({
  inputTokens: Math.max(0, a.inputTokens - b.inputTokens),
  outputTokens: Math.max(0, a.outputTokens - b.outputTokens),
  ...(a.micros !== undefined && b.micros !== undefined && { micros: Math.max(0, a.micros - b.micros) }),
});

const inWholeMicros = ({ micros, ...used }: ModelUsage): ModelUsage => ({
  ...used,
  ...(micros !== undefined && { micros: Math.round(micros) }),
});
