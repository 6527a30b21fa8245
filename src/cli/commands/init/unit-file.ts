/** A setting of a unit file, and where it stands. */
export interface Setting {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

export interface UnitFile {
  /** `x.timer`, `x.service`. */
  readonly name: string;
  readonly path: string;
  readonly settings: readonly Setting[];
}

const SECTION = /^\[(?<name>[^\]]+)\]$/;
const ASSIGNED = /^(?<key>[A-Za-z][A-Za-z0-9]*)\s*=\s*(?<value>.*)$/;

/** systemd's format: sections, `key=value`, `\` at the end joins lines, an empty value forgets the earlier ones. */
export function parseUnit(path: string, text: string): UnitFile {
  const settings: Setting[] = [];
  let section = "";
  for (const { line, content } of joined(text)) {
    section = SECTION.exec(content)?.groups?.name ?? section;
    const { key, value } = ASSIGNED.exec(content)?.groups ?? {};
    if (key === undefined || value === undefined) continue;
    if (value === "") drop(settings, section, key);
    else settings.push({ section, key, value: value.trim(), line });
  }
  return { name: path.replace(/^.*\//, ""), path, settings };
}

function* joined(text: string): Iterable<{ line: number; content: string }> {
  let begun: { line: number; content: string } | undefined;
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const content = raw.trim();
    if (/^[#;]/.test(content)) continue;
    const whole = begun ? { ...begun, content: `${begun.content} ${content}` } : { line: at + 1, content };
    begun = whole.content.endsWith("\\") ? { ...whole, content: whole.content.slice(0, -1).trimEnd() } : undefined;
    if (!begun) yield whole;
  }
  if (begun) yield begun;
}

function drop(settings: Setting[], section: string, key: string): void {
  const kept = settings.filter((setting) => setting.section !== section || setting.key !== key);
  settings.splice(0, settings.length, ...kept);
}

/** Every value of a key, in order. */
export const allOf = ({ settings }: UnitFile, key: string): readonly Setting[] =>
  settings.filter((setting) => setting.key === key);

/** The value of a key: the last one holds. */
export const lastOf = (unit: UnitFile, key: string): Setting | undefined => allOf(unit, key).at(-1);

const SYSTEMD_UNITS: Readonly<Record<string, number>> = {
  "": 1,
  s: 1,
  sec: 1,
  second: 1,
  seconds: 1,
  m: 60,
  min: 60,
  minute: 60,
  minutes: 60,
  h: 3600,
  hr: 3600,
  hour: 3600,
  hours: 3600,
  d: 86_400,
  day: 86_400,
  days: 86_400,
  w: 604_800,
  week: 604_800,
  weeks: 604_800,
};

/** systemd's time spans in seconds: `1800`, `30min`, `1h 30m`. Undefined for `infinity`, none, and what is no span. */
export function spanSeconds(text: string): number | undefined {
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)\s*/gy)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== text.trim()) return undefined;
  const seconds = parts.map(([, count, unit = ""]) => Number(count) * (SYSTEMD_UNITS[unit] ?? Number.NaN));
  const sum = seconds.reduce((total, part) => total + part, 0);
  return sum > 0 ? sum : undefined;
}
