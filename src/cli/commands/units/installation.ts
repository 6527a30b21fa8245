/** All that the units of a fleet depend on. Every path absolute. */
export interface Installation {
  /** Of the fleet, among the machine's units. */
  readonly name: string;
  readonly fleet: string;
  /** Call of this midwatch: node, and its program. */
  readonly program: readonly [node: string, bin: string];
  /** Whom a unit of the machine runs as; a unit of a person's runs as that person. */
  readonly user?: string;
  readonly path: string;
  /** Places that are written besides the fleet's folder: remotes on this machine, what containment allows. */
  readonly writes: readonly string[];
  readonly slots: number;
  /** A timer for each agent instead of one service for all. */
  readonly timers: boolean;
  readonly agents: readonly { readonly name: string; readonly minutes: number }[];
  /** The version of systemd, where it is known. */
  readonly systemd?: number;
}

const MIDWATCH = "midwatch";

/** Beginning of the names of a fleet's units. */
export const stem = ({ name }: Pick<Installation, "name">): string => `${MIDWATCH}-${name}`;
