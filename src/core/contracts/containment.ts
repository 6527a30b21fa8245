/** The ways to contain a tree of processes, the strongest first. */
export const CONTAINMENTS = ["bubblewrap", "namespace", "group"] as const;

/** How a tree of processes is contained: see docs/containment.md. @useDeclaredType */
export type ContainmentName = (typeof CONTAINMENTS)[number];

/** What a fleet may ask for: the best there is, nothing less than a namespace, or one of them by name. */
export const WISHES = ["best", "required", ...CONTAINMENTS] as const;

export type Wish = (typeof WISHES)[number];

/** How trees are contained on this machine. */
export interface Contained {
  readonly name: ContainmentName;
  /** In words, for reports. */
  readonly promise: string;
  /** Why no session may start under it: the fleet's file asks for more. */
  readonly refusal?: string;
  /** Why no agent may start under it that does what a model says. */
  readonly modelRefusal?: string;
  /** What such an agent can do under it, and what would end that, where the owner has asked for just that. */
  readonly uncontained?: string;
}
