const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

/** "1.5 kB" */
export function sizeOf(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  return `${Number((bytes / 1000 ** power).toFixed(1))} ${UNITS[power]}`;
}
