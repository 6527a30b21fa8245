import type { GitHub } from "./client.ts";
import { PERMISSIONS, type SourceSettings } from "./options.ts";
import { Permission, User } from "./shapes.ts";
import type { Actor, Post } from "./thread.ts";

const CHECKED_FOR_MS = 10 * 60_000;

/** What is known of people, kept between sessions. */
export interface PeopleState {
  /** Who the token belongs to. */
  us?: Actor;
  /** The ids that logins in the owner's file had when they were first looked up. */
  ids: Record<string, number>;
  /** By repository and id: what they may do there, and when that was asked. */
  permissions: Record<string, { readonly at: number; readonly enough: boolean }>;
}

type Policy = Pick<SourceSettings, "allow" | "permission">;

/** Knows accounts by their ids: a login can be given up, and taken by somebody else. */
export class People {
  private readonly github: GitHub;
  private readonly state: PeopleState;
  private readonly now: number;

  constructor(github: GitHub, state: PeopleState, now: number) {
    this.github = github;
    this.state = state;
    this.now = now;
  }

  async us(signal: AbortSignal): Promise<Actor> {
    if (!this.state.us) {
      const { id, login, type } = await this.github.get("/user", User, signal);
      this.state.us = { id, login, isBot: type !== "User" };
    }
    return this.state.us;
  }

  /** The ids of those a file names. Whoever takes over a login later on has another. */
  async idsOf(named: readonly (number | string)[], signal: AbortSignal): Promise<readonly number[]> {
    const ids: number[] = [];
    for (const one of named) {
      if (typeof one === "string")
        this.state.ids[one] ??= (await this.github.get(`/users/${encodeURIComponent(one)}`, User, signal)).id;
      ids.push(typeof one === "string" ? (this.state.ids[one] ?? 0) : one);
    }
    return ids;
  }

  /** Of those posts, the ids of the ones whose authors may ask for something. Whoever cannot be told for sure may not. */
  async trusted(repository: string, posts: readonly Post[], policy: Policy, signal: AbortSignal): Promise<Set<string>> {
    const allowed = await this.idsOf(policy.allow, signal);
    const trusted = new Set<string>();
    for (const { id, by, app } of posts) {
      // An app writes in the name of a person, and not always what that person has read.
      if (!by || app !== undefined) continue;
      if (allowed.includes(by.id) || (await this.mayEnough(repository, by, policy, signal))) trusted.add(id);
    }
    return trusted;
  }

  private async mayEnough(
    repository: string,
    by: Actor,
    { permission }: Policy,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (permission === "none" || by.isBot) return false;
    const key = `${repository} ${by.id} ${permission}`;
    const known = this.state.permissions[key];
    if (known && Math.abs(this.now - known.at) < CHECKED_FOR_MS) return known.enough;
    const path = `/repos/${repository}/collaborators/${encodeURIComponent(by.login)}/permission`;
    const found = await this.github.find(path, Permission, signal);
    const rank = ranks(found?.role_name, found?.permission);
    // The one that has this login now is not always the one that wrote.
    const enough = found?.user?.id === by.id && rank >= PERMISSIONS.indexOf(permission);
    this.state.permissions[key] = { at: this.now, enough };
    return enough;
  }
}

/** A role of an organisation's own is worth what it is based on. */
function ranks(role: string | undefined, permission: string | undefined): number {
  const known = PERMISSIONS as readonly string[];
  return known.includes(role ?? "") ? known.indexOf(role ?? "") : known.indexOf(permission ?? "");
}
