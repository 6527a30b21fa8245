import { type HouseFile, importedFiles } from "./house.ts";

/** Files that import themselves by way of others, types as well. */
export function filesInCircles(house: readonly HouseFile[]): readonly string[] {
  const imports = new Map(house.map((file) => [file.path, importedFiles(file)]));
  return [...imports.keys()].filter((path) => reachedFrom(path, imports).has(path));
}

function reachedFrom(path: string, imports: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...(imports.get(path) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    waiting.push(...(imports.get(next) ?? []));
  }
  return reached;
}
