import { command } from "./command.ts";

/** The backends that come with midwatch. */
export const backends = [command];
