/** Programs of which a connected machine's conversations are told. */
export const PROGRAMS = ["claude-code", "gptme"] as const;
export type ConnectedProgram = (typeof PROGRAMS)[number];
