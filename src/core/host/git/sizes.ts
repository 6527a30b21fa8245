const SIZE_UNITS = ["bytes", "kB", "MB", "GB", "TB"];

/** "1.5 kB" */
export function describeSize(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), SIZE_UNITS.length - 1);
  return `${Number((bytes / 1000 ** power).toFixed(1))} ${SIZE_UNITS[power]}`;
}
