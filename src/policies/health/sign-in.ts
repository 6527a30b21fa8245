import { z } from "zod";
import type { HealthCheck } from "../../core/contracts/health.ts";
import type { HealthReport } from "../../core/contracts/health-report.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import { DAY } from "../../core/text/time-units.ts";
import { counted } from "../../core/text/wording.ts";
import { rounded } from "./words.ts";

const Options = z.strictObject({
  days: z.number().nonnegative().default(14).describe("Days before its end at which a credential warns"),
  expires: z
    .record(z.string(), z.iso.date("write a day, e.g. 2027-03-01"))
    .default({})
    .describe("Ends of credentials that do not say so themselves, by name: CLAUDE_CODE_OAUTH_TOKEN: 2027-03-01")
    .meta({ example: { CLAUDE_CODE_OAUTH_TOKEN: "2027-03-01" } }),
});

/** Does a credential of the fleet's end soon, or has it ended? */
export const signIn: Factory<HealthCheck, z.infer<typeof Options>> = {
  name: "sign-in",
  options: Options,
  create: ({ days, expires }, { credentials }) => ({
    name: "sign-in",
    about: "fleet",
    async check({ now }) {
      const names = Object.keys(credentials);
      const ends = names.flatMap((name) => {
        const at = endOf(credentials[name] ?? "") ?? endOfCredential(expires[name]);
        return at === undefined ? [] : [{ name, at }];
      });
      const soon = ends.filter(({ at }) => at - now < days * DAY).map((end) => ending(end, now, days));
      return soon.length > 0 ? soon : signInsValid(names.length, ends, { now, days });
    },
  }),
};

interface End {
  readonly name: string;
  readonly at: number;
}

function ending({ name, at }: End, now: number, threshold: number): HealthReport {
  const value = rounded((at - now) / DAY);
  const day = new Date(at).toISOString().slice(0, 10);
  const [status, words] = value <= 0 ? (["fail", "has ended on"] as const) : (["warn", "ends on"] as const);
  const detail = `${name} ${words} ${day}: sign in again, and write the new one in the fleet's .midwatch/credentials`;
  return { check: "sign-in", about: name, status, detail, value, threshold, unit: "days left", needsPerson: true };
}

function signInsValid(known: number, ends: readonly End[], { now, days }: { now: number; days: number }): HealthReport {
  const common = { check: "sign-in", status: "pass", threshold: days, unit: "days left" } as const;
  const [first] = ends.toSorted((a, b) => a.at - b.at);
  if (known === 0) return { ...common, detail: "no credentials with an expiry date" };
  if (!first) return { ...common, detail: `${counted(known, "credential")}, none with an expiry date; add "expires"` };
  const value = rounded((first.at - now) / DAY);
  return {
    ...common,
    value,
    detail: `${first.name} is the first to end, on ${new Date(first.at).toISOString().slice(0, 10)}`,
  };
}

const endOfCredential = (day: string | undefined) => (day === undefined ? undefined : Date.parse(`${day}T00:00:00Z`));

const Claims = z.object({ exp: z.number().positive() });

/** End of a token that says so in itself, as a JSON Web Token does. It is only read, never trusted. */
function endOf(token: string): number | undefined {
  const [, payload] = token.split(".");
  if (payload === undefined || !/^eyJ[\w-]+\.eyJ[\w-]+\./.test(token)) return undefined;
  try {
    const claims = Claims.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
    return claims.success ? claims.data.exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}
