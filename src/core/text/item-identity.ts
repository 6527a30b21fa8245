import type { ItemRef, WorkItem } from "../contracts/work.ts";

/** Item it really is: what is claimed, counted and rescued under that name. */
export const identityOf = ({ source, id, sameAs }: WorkItem): ItemRef => sameAs ?? { source, id };
