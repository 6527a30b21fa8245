import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { proposeFleet } from "../../../src/cli/commands/init/look.ts";
import { Home } from "./moving-in.ts";

/** What a machine has, apart from its repository's own files. `PROJ` in it is the repository. */
export interface Machine {
  readonly crontab?: string;
  /** Units by name. */
  readonly units?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

export interface Proposed {
  /** Agents' files by name. */
  readonly agents: Readonly<Record<string, string>>;
  readonly fleet: string;
  readonly notes: string;
  readonly all: string;
}

/** What init proposes for a repository on a machine, with its folder written as `PROJ`. */
export async function proposedFor({ crontab = "", units = {}, files = {} }: Machine): Promise<Proposed> {
  const home = new Home("project");
  const put = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text.replaceAll("PROJ", home.repository));
  };
  for (const [path, text] of Object.entries({ "README.md": "# Project\n", ...files }))
    put(join(home.repository, path), text);
  home.commit();
  put(join(home.root, "crontab"), `${crontab}\n`);
  mkdirSync(join(home.root, "units"));
  for (const [name, text] of Object.entries(units)) put(join(home.root, "units", name), text);
  const places = { crontab: join(home.root, "crontab"), units: [join(home.root, "units")] };
  const proposal = await proposeFleet(home.repository, places);
  const text = (path: string) =>
    (proposal.files.find((file) => file.path === path)?.after ?? "").replaceAll(home.repository, "PROJ");
  const agents = Object.fromEntries(proposal.agents.map((name) => [name, text(`agents/${name}.md`)]));
  const notes = proposal.notes.join("\n").replaceAll(home.repository, "PROJ");
  const fleet = text("midwatch.yaml");
  return { agents, fleet, notes, all: [...Object.values(agents), fleet, notes].join("\n") };
}
