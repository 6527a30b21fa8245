/** One after the other, even when an earlier one fails; then rejects with the first that failed, and how many did. */
export async function eachInTurn<T>(all: Iterable<T>, task: (one: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  for (const one of all) await task(one).catch((thrown: unknown) => failures.push(thrown));
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1)
    throw new AggregateError(failures, `${String(failures[0])}, and ${failures.length - 1} more`);
}
