import { z } from "zod";
import type { LessonSharing } from "../../core/contracts/lessons.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import { allow, refuse } from "../../core/text/verdict.ts";

const nonEmptyWords = z.array(z.string().min(1)).min(1);
const Nothing = z.strictObject({});
const Keywords = z.strictObject({
  keywords: nonEmptyWords.describe("Lessons with one of these keywords are read").meta({ example: ["git"] }),
});
const Tags = z.strictObject({
  tags: nonEmptyWords.describe("Lessons that a person gave one of these tags are read").meta({ example: ["shell"] }),
});

/** Every sibling's lessons. */
const all: Factory<LessonSharing, z.infer<typeof Nothing>> = {
  name: "all",
  options: Nothing,
  create: () => ({ admits: () => allow }),
};

/** Only an agent's own lessons, and those of people. */
const none: Factory<LessonSharing, z.infer<typeof Nothing>> = {
  name: "none",
  options: Nothing,
  create: () => ({ admits: ({ author }) => refuse(`it is ${author}'s, and lessons are not shared`) }),
};

/** Those of a sibling's that have one of these keywords. */
const keyword: Factory<LessonSharing, z.infer<typeof Keywords>> = {
  name: "keyword",
  options: Keywords,
  create: ({ keywords: wanted }) => ({
    admits: ({ keywords }) =>
      keywords.some((each) => wanted.includes(each))
        ? allow
        : refuse(`none of its keywords is shared: ${wanted.join(", ")}`),
  }),
};

/** Those of a sibling's that have one of these tags, which people give. */
const tags: Factory<LessonSharing, z.infer<typeof Tags>> = {
  name: "tags",
  options: Tags,
  create: ({ tags: wanted }) => ({
    admits: ({ tags: own }) =>
      own.some((each) => wanted.includes(each)) ? allow : refuse(`none of its tags is shared: ${wanted.join(", ")}`),
  }),
};

export const lessonSharing: readonly Factory<LessonSharing>[] = [all, keyword, tags, none];
