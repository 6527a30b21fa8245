import { withoutInvisible } from "./invisible.ts";

type Sign = readonly [RegExp, string];

/** Signs of words that want to get from one session into the next. */
const SPREADING: readonly Sign[] = [
  [/(?:every|all|each|other|any)\b.{0,40}\b(?:lessons?|journals?|agents?|siblings?|notes block)\b/i, "it wants to be spread"],
  [/\b(?:copy|repeat|append|include|reproduce|propagate)\b.{0,60}\b(?:this|lessons?|verbatim)\b/i, "it wants to be copied"],
  [/\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|rules?|previous|above|prompt|guards?|polic)/i, "it contradicts the instructions"],
]; // biome-ignore format: one rule a line

/** Signs of words that no lesson of an agent's may say, either, before a person has read it. */
const SUSPECT: readonly Sign[] = [
  [/\b(?:password|passwd|secret|credentials?|api[ _-]?key|access[ _-]?token|private key|\.env\b|\.netrc)/i, "it names credentials"],
  [/\b(?:owner|operator|user|human|person)\b.{0,30}\b(?:must|should|has to|needs to|please|run|paste|approve)\b/i, "it tells its owner what to do"],
  [/\b(?:curl|wget)\b[^\n]{0,200}\|\s{0,4}(?:ba|z)?sh\b|\bbase64 (?:-d|--decode)|\beval\b/i, "it runs what it downloads"],
  [/\bgit push\b[^\n]{0,60}(?:--force|-f\b)|\breset --hard\b|\brm -[rf]{2}\b|--no-verify|--dangerously/i, "it destroys, or goes around a check"],
  [/https?:\/\//i, "it leads outside"],
]; // biome-ignore format: one rule a line

/** Reason why no agent reads a lesson until a person has looked at it; undefined when nothing is wrong with it. */
export const suspicionOf = (text: string): string | undefined => firstSign([...SPREADING, ...SUSPECT], text);

/** Reason why one session's words are not quoted to another; undefined when they may be. */
export const spreadOf = (text: string): string | undefined => firstSign(SPREADING, text);

function firstSign(signs: readonly Sign[], text: string): string | undefined {
  const plain = withoutInvisible(text.normalize("NFKC")).replaceAll(/\s+/g, " ");
  return signs.find(([sign]) => sign.test(plain))?.[1];
}
