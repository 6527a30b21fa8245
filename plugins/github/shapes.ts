import { z } from "zod";

/** What we read of GitHub's answers. More is there; what is not listed here is not kept. */
const Account = z.object({ id: z.int(), login: z.string(), type: z.string().default("User") });
const App = z.object({ slug: z.string() }).nullish();
/** In characters: what is longer nobody is shown. */
const LONGEST = 20_000;
const text = z
  .string()
  .nullish()
  .transform((given) => (given ?? "").slice(0, LONGEST));

export const User = Account;

const Repository = z.object({ full_name: z.string(), private: z.boolean() });

export const Notification = z.object({
  id: z.string(),
  unread: z.boolean(),
  reason: z.string(),
  updated_at: z.string(),
  subject: z.object({ title: z.string(), url: z.string().nullable(), type: z.string() }),
  repository: Repository,
});
export type Notification = z.infer<typeof Notification>;

export const Issue = z.object({
  number: z.int().positive(),
  title: z.string(),
  state: z.string(),
  html_url: z.string(),
  body: text,
  user: Account.nullable(),
  assignees: z.array(Account).default([]),
  created_at: z.string(),
  updated_at: z.string(),
  closed_at: z.string().nullish(),
  performed_via_github_app: App,
});

/** As the list of what is assigned to us has it. */
export const Assigned = Issue.extend({ repository: Repository });

export const PullRequest = z.object({
  requested_reviewers: z
    .array(Account)
    .nullish()
    .transform((given) => given ?? []),
});

export const Comment = z.object({
  id: z.int(),
  html_url: z.string(),
  body: text,
  user: Account.nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  performed_via_github_app: App,
});

export const Review = z.object({
  id: z.int(),
  html_url: z.string(),
  body: text,
  state: z.string(),
  user: Account.nullable(),
  submitted_at: z.string().nullish(),
});

export const Permission = z.object({
  permission: z.string(),
  role_name: z.string().optional(),
  user: z.object({ id: z.int() }).nullish(),
});

export const Pull = z.object({
  state: z.string(),
  closed_at: z.string().nullish(),
  merged_at: z.string().nullish(),
  head: z.object({ sha: z.string() }),
});

export const Closed = z.object({ state: z.string(), closed_at: z.string().nullish() });

/** Of a commit, by way of GitHub's Checks: Actions, and apps. */
export const CheckRuns = z.object({
  total_count: z.int(),
  check_runs: z.array(z.object({ name: z.string(), status: z.string(), conclusion: z.string().nullable() })),
});

/** Of a commit, by way of the older statuses: the last one of each context. */
export const CommitStatus = z.object({ statuses: z.array(z.object({ context: z.string(), state: z.string() })) });

/** Of GraphQL: when the text of an issue or a pull request was last changed; null when it never was. */
export const Edited = z.object({
  data: z.object({
    repository: z.object({ issueOrPullRequest: z.object({ lastEditedAt: z.string().nullable() }) }),
  }),
});
