import type { Credentials } from "../contracts/credentials.ts";
import type { Secret } from "./secret.ts";
import { bare, formsOf, isKept, isMerePlace, isMixed, SHORTEST, WINDOW } from "./value-forms.ts";

/** Place of a run of ten characters in a form of a value. */
interface Place {
  readonly name: string;
  readonly text: string;
  readonly at: number;
  readonly run: number;
}

interface Exact {
  readonly name: string;
  readonly text: string;
}

const slotOf = (first: number, second: number) => ((first * 251) ^ second) & 0xffff;

/**
 * The fleet's own secrets, known again in other people's texts: whole or cut, spaced or split, with characters that
 * nobody sees, for URLs, reversed, in hexadecimal, as base64. Not in rot13, packed, or with other letters in between.
 */
export class KnownValues {
  private readonly places = new Map<string, Place>();
  /** Those too short for runs: whole or not at all. */
  private readonly exact: Exact[] = [];
  /** Beginnings of runs: nearly all places in a text are passed over by that. */
  private readonly begins = new Uint8Array(1 << 16);

  constructor(credentials: Credentials) {
    for (const [name, value] of Object.entries(credentials)) this.learn(name, value.trim());
  }

  find(text: string): readonly Secret[] {
    return [...this.runsIn(text), ...this.exact.flatMap((one) => exactIn(text, one))];
  }

  private learn(name: string, value: string): void {
    if (value.length < SHORTEST || isMerePlace(value)) return;
    const forms = formsOf(value);
    if (forms.length === 0 || bare(value).length < WINDOW)
      this.exact.push(...wholeForms(value).map((text) => ({ name, text })));
    for (const { text, from, to, run } of forms)
      for (let at = from; at <= to; at++) this.place({ name, text, at, run });
  }

  private place(place: Place): void {
    const run = place.text.slice(place.at, place.at + WINDOW);
    this.begins[slotOf(run.charCodeAt(0), run.charCodeAt(1))] = 1;
    // Of two forms with the same run the one that is content with less counts.
    const other = this.places.get(run);
    if (other === undefined || other.run > place.run) this.places.set(run, place);
  }

  private runsIn(text: string): Secret[] {
    if (this.places.size === 0) return [];
    const { kept, offsets } = keptOf(text);
    const found: Secret[] = [];
    for (let at = 0; at + WINDOW <= kept.length; at++) {
      if (this.begins[slotOf(kept.charCodeAt(at), kept.charCodeAt(at + 1))] === 0) continue;
      const place = this.places.get(kept.slice(at, at + WINDOW));
      const run = place && extended(kept, at, place);
      if (!run) continue;
      const [first = 0, last = 0] = [offsets[run.from], offsets[run.to - 1]];
      found.push({ rule: `credential ${place.name}`, at: first, end: last + 1 });
      at = run.to - 1;
    }
    return found;
  }
}

/** The letters and digits of a text, and where each stands in it. */
function keptOf(text: string): { readonly kept: string; readonly offsets: Uint32Array } {
  const offsets = new Uint32Array(text.length);
  const codes = new Uint16Array(text.length);
  let size = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!isKept(code)) continue;
    codes[size] = code;
    offsets[size++] = at;
  }
  const kept = Buffer.from(codes.buffer, 0, size * 2).toString("utf16le");
  return { kept, offsets };
}

/** As far as text and value agree in both directions; undefined where that is too little to be it. */
function extended(kept: string, at: number, { text, at: within, run }: Place) {
  let [from, to] = [0, WINDOW];
  while (from < Math.min(at, within) && kept[at - from - 1] === text[within - from - 1]) from++;
  while (within + to < text.length && kept[at + to] !== undefined && kept[at + to] === text[within + to]) to++;
  const isLong = from + to >= run;
  // Ten characters that are a word may be a word.
  return isLong && (from + to > run || isMixed(kept.slice(at - from, at + to)) || run > WINDOW)
    ? { from: at - from, to: at + to }
    : undefined;
}

function exactIn(text: string, { name, text: form }: Exact): Secret[] {
  const found: Secret[] = [];
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + form.length))
    found.push({ rule: `credential ${name}`, at, end: at + form.length });
  return found;
}

function wholeForms(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const forms = [
    value,
    encodeURIComponent(value.toWellFormed()),
    JSON.stringify(value).slice(1, -1),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("hex"),
    [...value].toReversed().join(""),
  ];
  return [...new Set(forms)];
}
