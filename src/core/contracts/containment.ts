/** The ways to contain a tree of processes, the strongest first. */
export const CONTAINMENTS = ["bubblewrap", "namespace", "group"] as const;

/** Containment of a tree of processes: see docs/containment.md. @useDeclaredType */
export type ContainmentName = (typeof CONTAINMENTS)[number];

/** Containment a fleet may ask for: the best there is, nothing less than a namespace, or one of them by name. */
export const WISHES = ["best", "required", ...CONTAINMENTS] as const;

export type Wish = (typeof WISHES)[number];

/** Containment of process trees on this machine. */
export interface Contained {
  readonly name: ContainmentName;
  /** In words, for reports. */
  readonly promise: string;
  /** Reason why no session may start under it: the fleet's file asks for more. */
  readonly refusal?: string;
  /** Reason why no agent that does what a model says may start under it. */
  readonly modelRefusal?: string;
  /** Warning where the owner has asked for just that: what such an agent can do under it, and what would end that. */
  readonly uncontained?: string;
}
