/** Work that cannot be done; `item` is what becomes of the item, the message is a sentence somebody can act on. */
export class CannotDo extends Error {
  /**
   * @param {"waiting" | "blocked" | "not-viable"} item
   * @param {string} reason
   */
  constructor(item, reason) {
    super(reason);
    this.name = "CannotDo";
    this.item = item;
  }
}

/**
 * Somebody has to act first: the reason names who and what.
 * @param {string} reason
 */
export const blocked = (reason) => new CannotDo("blocked", reason);

/**
 * Nobody can make this work: the item is best struck off.
 * @param {string} reason
 */
export const notViable = (reason) => new CannotDo("not-viable", reason);

/**
 * An item that this agent has no part for.
 * @param {{ title: string, source: string }} item
 * @param {string} does what the agent does, as a sentence
 */
export function misdirected({ title, source }, does) {
  return blocked(
    `“${title}” came from ${source}. ${does}: whoever looks after the fleet must give it to another agent.`,
  );
}
