import type { CommonArguments } from "../../command.ts";

/** Owner of the units that are meant: the machine or a person. */
export interface Scope extends CommonArguments {
  /** This person's instead of the machine's. */
  readonly user: boolean;
  readonly runAs?: string;
  readonly name?: string;
}
