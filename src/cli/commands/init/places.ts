import { isAbsolute, join, normalize, relative } from "node:path";

/** A path as a shell of that person's would find it; undefined when it is only known at run time. */
export function placed(path: string | undefined, from: string | undefined, home: string): string | undefined {
  if (path === undefined) return undefined;
  const expanded = withHome(path, home);
  if (/[$`]/.test(expanded)) return undefined;
  if (isAbsolute(expanded)) return normalize(expanded);
  return from === undefined ? undefined : join(from, expanded);
}

/** The path inside of a folder; `.` for the folder itself, undefined for what is elsewhere. */
export function pathIn(path: string, folder: string): string | undefined {
  const inside = relative(folder, path) || ".";
  return inside.startsWith("..") || isAbsolute(inside) ? undefined : inside;
}

/** True for a text that names a folder, or something in it. */
export function names(text: string, folder: string, home: string): boolean {
  const expanded = text
    .replaceAll(/(?<![\w/])~(?=\/)|\$HOME\b|\$\{HOME\}|%h(?=\/)/g, () => home)
    .split(folder)
    .slice(1);
  return expanded.some((after) => !/^[\w.-]/.test(after));
}

const withHome = (path: string, home: string) => path.replace(/^(?:~|%h)(?=\/|$)/, home);
