/** The four steps of a session, in their order. */
export type PhaseName = "status" | "select" | "execute" | "commit";
