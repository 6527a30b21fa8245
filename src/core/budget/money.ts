/** A dollar in what money is counted in: integer micro-dollars. */
export const MICROS = 1_000_000;

/** "$1.50", or "$0.0042" where cents would say nothing. */
export function dollars(micros: number): string {
  const amount = micros / MICROS;
  return `$${amount !== 0 && Math.abs(amount) < 0.1 ? amount.toFixed(4) : amount.toFixed(2)}`;
}
