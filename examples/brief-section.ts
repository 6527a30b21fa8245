// briefSection: adds something that every session should know. This one counts the days until a date.
import type { BriefSection, Factory, Plugin } from "midwatch";
import { z } from "zod";

const Options = z.strictObject({
  what: z.string(),
  day: z.iso.date(),
});

const DAY_MS = 24 * 3_600_000;

const countdown: Factory<BriefSection, z.infer<typeof Options>> = {
  name: "countdown",
  options: Options,
  create: ({ what, day }) => ({
    name: "countdown",
    async write({ now }) {
      const days = Math.ceil((Date.parse(day) - now) / DAY_MS);
      // Nothing to say is no section at all.
      if (days < 0) return undefined;
      return { name: "countdown", title: "Until then", entries: [`${days} days until ${what} (${day}).`], tokens: 50 };
    },
  }),
};

export default {
  name: "countdown",
  register: (registry) => registry.provide("briefSection", countdown),
} satisfies Plugin;
