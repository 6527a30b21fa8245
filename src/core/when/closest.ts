/** "; did you mean Mon?", or nothing when no name is near what was written. */
export function didYouMean(written: string, names: readonly string[]): string {
  const near = names
    .map((name) => ({ name, edits: distance(written.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= Math.max(1, Math.floor(Math.min(name.length, written.length) / 3)))
    .toSorted((a, b) => a.edits - b.edits);
  return near[0] ? `; did you mean ${near[0].name}?` : "";
}

/** Number of letters that have to be added, dropped, changed or swapped with their neighbour. */
function distance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= from.length; row++) {
    const cells = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const edits = [(rows[row - 1]?.[column] ?? 0) + 1, (cells[column - 1] ?? 0) + 1];
      edits.push((rows[row - 1]?.[column - 1] ?? 0) + (same ? 0 : 1));
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped && row > 1 && column > 1) edits.push((rows[row - 2]?.[column - 2] ?? 0) + 1);
      cells.push(Math.min(...edits));
    }
    rows.push(cells);
  }
  return rows[from.length]?.[to.length] ?? 0;
}
