import type { Credentials } from "../../core/contracts/credentials.ts";

interface Way {
  readonly name: string;
  readonly what: string;
  readonly looks: RegExp;
}

/** In this order, and only one of them is passed on: which of several the CLI would take is not ours to guess. */
const WAYS: readonly Way[] = [
  { name: "ANTHROPIC_API_KEY", what: "an API key", looks: /^sk-ant-\S+$/ },
  { name: "CLAUDE_CODE_OAUTH_TOKEN", what: "a subscription's token", looks: /^sk-ant-oat\S+$/ },
  { name: "ANTHROPIC_AUTH_TOKEN", what: "a gateway's token", looks: /^\S+$/ },
];
const NO_SIGN_IN =
  "no sign-in: write ANTHROPIC_API_KEY=…, or for a subscription CLAUDE_CODE_OAUTH_TOKEN=… (claude setup-token prints it),";
const BASE_URL = "ANTHROPIC_BASE_URL";

export type SignIn =
  | { readonly ok: true; readonly what: string; readonly env: Credentials }
  | { readonly ok: false; readonly reason: string };

/** Sign-in of the CLI, from the fleet's credentials and nothing else. Looks at their form only: no request is made. */
export function signInFrom(credentials: Credentials): SignIn {
  const way = WAYS.find(({ name }) => credentials[name]);
  if (!way) return refused(NO_SIGN_IN);
  const secret = credentials[way.name] ?? "";
  const baseUrl = credentials[BASE_URL];
  if (baseUrl !== undefined && !URL.canParse(baseUrl)) return refused(`${BASE_URL} is no URL: correct it`);
  // A gateway of the owner's may give out keys of its own form.
  const looks = baseUrl === undefined ? way.looks : /^\S+$/;
  if (!looks.test(secret)) return refused(`${way.name} does not look like ${way.what}: correct it`);
  return {
    ok: true,
    what: way.what,
    env: { [way.name]: secret, ...(baseUrl !== undefined && { [BASE_URL]: baseUrl }) },
  };
}

const refused = (reason: string): SignIn => ({ ok: false, reason: `${reason} in the fleet's .midwatch/credentials` });
