// lessonSharing: says which of its siblings' lessons an agent reads. This one lets the members of a team read each other's.
import { allow, type Factory, type LessonSharing, type Plugin, refuse } from "midwatch";
import { z } from "zod";

const Options = z.strictObject({
  teams: z.array(z.array(z.string())).min(1, "name the teams, e.g. [[ann, ben], [cid]]"),
});

const teams: Factory<LessonSharing, z.infer<typeof Options>> = {
  name: "teams",
  options: Options,
  create: (options) => ({
    // Its own lessons, and those of people, an agent always reads: it is not asked about these.
    admits({ author = "" }, reader) {
      const isShared = options.teams.some((team) => team.includes(author) && team.includes(reader));
      return isShared ? allow : refuse(`${author} and ${reader} are in no team together`);
    },
  }),
};

export default { name: "teams", register: (registry) => registry.provide("lessonSharing", teams) } satisfies Plugin;
