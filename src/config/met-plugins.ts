/** The modules of plugins that this process has met, each with the hash of its file as it was then. */
export const metPlugins = new Map<string, string>();

/**
 * The plugin that something was thrown in, by its stack; where it has none and there are plugins, one of them. Undefined
 * for what is our own.
 */
export function pluginThatThrew(thrown: unknown): string | undefined {
  const met = [...metPlugins.keys()];
  if (!(thrown instanceof Error)) return met.length > 0 ? `a plugin (${met.join(" or ")})` : undefined;
  const path = met.find((one) => thrown.stack?.includes(one));
  return path === undefined ? undefined : `the plugin ${path}`;
}
