import type { Connection } from "./connections.ts";

/** Settings of a program in which a connection stands. */
export interface ProgramSettings {
  /** Of the person, wherever they keep it. */
  readonly file: string;
  /** With what it takes; throws where that cannot be put in. */
  readonly connected: (text: string, connection: Connection) => string;
  /** Without it, in a file that was changed since. */
  readonly disconnected: (text: string, connection: Connection) => string;
}
