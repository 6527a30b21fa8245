import type { CommonArguments } from "../../command.ts";

/** Whose units are meant. */
export interface Scope extends CommonArguments {
  /** This person's instead of the machine's. */
  readonly user: boolean;
  readonly runAs?: string;
  readonly name?: string;
}
