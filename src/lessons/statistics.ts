/** Sessions that are alike but for one thing, and how many of them ended well. */
export interface Stratum<Count extends Counted = Counted> {
  readonly with: Count;
  readonly without: Count;
}

interface Counted {
  readonly sessions: number;
  readonly good: number;
}

/** An estimate, and the limits between which the value lies 95 times of 100. */
export interface Interval {
  readonly estimate: number;
  readonly from: number;
  readonly to: number;
}

const DEVIATIONS = 1.96;

/**
 * The difference of two shares over strata, weighted as Cochran, Mantel and Haenszel do it. Its spread is Agresti and
 * Caffo's, which leaves a handful of sessions in doubt even when all of them went well. With nothing to compare, none.
 */
export function difference(strata: readonly Stratum[]): Interval {
  const compared = strata.filter((stratum) => weightOf(stratum) > 0);
  const all = compared.reduce((sum, stratum) => sum + weightOf(stratum), 0);
  if (all === 0) return { estimate: 0, from: -1, to: 1 };
  const weighed = compared.map((stratum) => ({ ...stratum, weight: weightOf(stratum) / all }));
  const estimate = weighed.reduce((sum, { weight, ...each }) => sum + weight * apart(each), 0);
  const variance = weighed.reduce((sum, { weight, ...each }) => sum + weight ** 2 * varianceOf(each), 0);
  const spread = DEVIATIONS * Math.sqrt(variance);
  return { estimate, from: Math.max(-1, estimate - spread), to: Math.min(1, estimate + spread) };
}

function weightOf({ with: has, without: hasNot }: Stratum): number {
  return has.sessions * hasNot.sessions === 0 ? 0 : (has.sessions * hasNot.sessions) / (has.sessions + hasNot.sessions);
}

const apart = ({ with: has, without: hasNot }: Stratum) => has.good / has.sessions - hasNot.good / hasNot.sessions;

const varianceOf = ({ with: has, without: hasNot }: Stratum) => scatter(has) + scatter(hasNot);

/** As if one more had ended well, and one badly. */
function scatter({ sessions, good }: Counted): number {
  const share = (good + 1) / (sessions + 2);
  return (share * (1 - share)) / (sessions + 2);
}
