/** The one memory whose id ends so. */
export function findById(what: string, known: ReadonlyMap<string, unknown>): string | undefined {
  const wanted = what.trim();
  if (wanted.length < SHORTEST) return undefined;
  const found = [...known.keys()].filter((id) => id === wanted || id.endsWith(wanted));
  return found.length === 1 ? found[0] : undefined;
}

/** Fewer letters name too many. */
const SHORTEST = 4;
