/** Numbers that look random and are the same for the same seed (mulberry32 over a hash of the text). */
export function randomFrom(seed) {
  let state = [...String(seed)].reduce((hash, char) => Math.imul(hash ^ char.charCodeAt(0), 16_777_619), 2_166_136_261);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    /** A whole number below `limit`. */
    below: (limit) => Math.floor(next() * limit),
    /** One of a list. */
    pick: (list) => list[Math.floor(next() * list.length)],
    /** True that often. */
    chance: (share) => next() < share,
  };
}
