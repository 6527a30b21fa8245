/** The zone of a fleet's clocks; UTC where its files have mistakes: what is asked for is shown all the same. */
export async function zoneOf(folder: string): Promise<string> {
  const [{ loadConfig }, { builtIn }] = await Promise.all([
    import("../../config/config.ts"),
    import("../../built-in.ts"),
  ]);
  return loadConfig(folder, builtIn()).then(
    ({ zone }) => zone,
    () => "UTC",
  );
}
