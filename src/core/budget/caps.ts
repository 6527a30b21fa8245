import type { CapScope } from "../contracts/spending.ts";
import { dollars } from "./money.ts";

/** One cap for one day, and what of it is gone. Money is integer micro-dollars. */
export interface CapWindow {
  readonly scope: CapScope;
  /** "*" for the fleet's. */
  readonly agent: string;
  readonly cap: number;
  /** Spent, or reserved by sessions that are open or died. */
  readonly used: number;
}

/** Reason why so much more does not fit into one of the windows; undefined when it fits into all of them. */
export function whyOverCap(windows: readonly CapWindow[], asked: number): string | undefined {
  if (asked === 0) return undefined;
  const window = windows.find(({ cap, used }) => used + asked > cap);
  return window && `${exceeded(window, asked)}; today's can be raised: ${raising(window)}`;
}

/** That it is gone, or too little of it is left. */
export const exceeded = (window: CapWindow, asked: number): string =>
  `budget: ${dollars(window.used)} of ${describeCap(window)} is spent or reserved, which leaves less than the ${dollars(asked)} a session may take`;

/** "trader's $10.00 for today". */
export const describeCap = ({ scope, agent, cap }: CapWindow): string =>
  `${scope === "agent-day" ? `${agent}'s` : "the fleet's"} ${dollars(cap)} for today`;

/** The command that gives half as much again. */
export const raising = ({ scope, agent, cap }: CapWindow): string =>
  `midwatch budget raise ${scope} ${Math.ceil((cap * 1.5) / 1_000_000)}${scope === "agent-day" ? ` --agent ${agent}` : ""}`;
