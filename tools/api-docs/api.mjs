// The public API as typedoc reads it from the docstrings: written to docs/api by `npm run docs`, held to by test/docs/api.test.ts.
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { Application, LogLevel } from "typedoc";

export const PAGES = join(import.meta.dirname, "..", "..", "docs", "api");

/** Writes its pages into a folder. Answers with what is wrong with it, and with what each of its names speaks of. */
export async function writeApi(folder) {
  const app = await Application.bootstrapWithPlugins({ options: join(import.meta.dirname, "typedoc.json") });
  const complaints = [];
  app.logger.log = (message, level) => level >= LogLevel.Warn && complaints.push(stripVTControlCharacters(message));
  const project = await app.convert();
  if (!project) return { complaints, modules: [] };
  app.validate(project);
  app.options.setValue("out", folder);
  await app.generateOutputs(project);
  const modules = app.serializer.projectToObject(project, folder).children.map(({ name, children }) => ({
    name,
    exports: children.map((each) => ({ name: each.name, speaksOf: [...namesIn(each)] })),
  }));
  return { complaints, modules };
}

/** The names that a declaration refers to, however deep. */
function* namesIn(value) {
  if (typeof value !== "object" || value === null) return;
  if (value.type === "reference" && typeof value.name === "string") yield value.name;
  if (value.kind === "inline-tag") return;
  for (const each of Object.values(value)) yield* namesIn(each);
}
