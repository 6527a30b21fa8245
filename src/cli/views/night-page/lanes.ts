import { type Bar, type Lane, LOOK_WORDS, LOOKS, type Look, type Picture } from "../../../core/night/picture.ts";
import { spell } from "../../../core/text/age.ts";
import { counted } from "../../../core/text/wording.ts";
import { timeIn } from "../../../core/text/zone.ts";
import { type Markup, markup } from "./markup.ts";

const TICKS = 4;
/** In pixels: a session of a second is seen all the same. */
const NARROWEST = 3;

/** The night as a picture: a lane for each agent, by time. Looks differ by pattern as well as by colour. */
export function lanesOf(picture: Picture, zone: string): Markup {
  if (picture.lanes.length === 0) return markup`<p>No session ran, and no due was left out.</p>`;
  const { slice } = picture;
  const unit = slice === undefined ? "a bar is a session" : `a column is what ended in ${spell(slice)}`;
  return markup`<figure>
${PATTERNS}
${picture.lanes.map((lane) => laneOf(lane, picture))}
<div class="axis">${ticks(picture, zone)}</div>
<ul class="legend">${legend(picture)}</ul>
<figcaption>Each lane is an agent; ${unit}. Point at one to read what it was.</figcaption>
</figure>`;
}

const PATTERNS = markup`<svg class="patterns" aria-hidden="true"><defs>
<pattern id="bad" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="f-bad" width="6" height="6"/><path class="s-bad" d="M0 6L6 0" stroke-width="1.5"/></pattern>
<pattern id="cut" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="f-cut" width="6" height="6"/><path class="s-cut" d="M0 0L6 6M0 6L6 0" stroke-width="1"/></pattern>
<pattern id="none" width="5" height="5" patternUnits="userSpaceOnUse"><rect class="f-none" width="5" height="5"/><path class="s-none" d="M0 2.5H5" stroke-width="1.2"/></pattern>
<pattern id="running" width="5" height="5" patternUnits="userSpaceOnUse"><rect class="f-running" width="5" height="5"/><path class="s-running" d="M2.5 0V5" stroke-width="1.2"/></pattern>
<pattern id="due" width="4" height="4" patternUnits="userSpaceOnUse"><path class="s-due" d="M0 0L4 4" stroke-width="1.2"/></pattern>
</defs></svg>`;

function laneOf(lane: Lane, picture: Picture): Markup {
  const { agent, bars, dues } = lane;
  const marks = dues.map(
    ({ at, label }) =>
      markup`<rect x="${percent(at, picture)}" width="6" height="100%" fill="url(#due)"><title>${label}</title></rect>`,
  );
  return markup`<h3>${agent}</h3>
<svg class="lane" role="img" aria-label="${spoken(lane)}">${bars.map((bar) => barOf(bar, picture))}${marks}</svg>`;
}

function barOf({ look, from, to, low, high, label }: Bar, picture: Picture): Markup {
  const width = (100 * (to - from)) / span(picture);
  const place = markup`x="${percent(from, picture)}" y="${percents(100 * (1 - high))}" height="${percents(100 * (high - low))}"`;
  // A width in pixels where one in hundredths could not be seen.
  const shown = width * MOST_PIXELS < 100 * NARROWEST ? `${NARROWEST}` : percents(width);
  return markup`<rect ${place} width="${shown}" ${filled(look)}><title>${label}</title></rect>`;
}

/** Pixels of the widest lane. */
const MOST_PIXELS = 960;

const filled = (look: Look) => (look === "good" ? markup`class="f-good"` : markup`fill="url(#${look})"`);

const span = ({ from, to }: Picture) => Math.max(1, to - from);
const percents = (value: number) => `${Number(value.toFixed(3))}%`;
const percent = (at: number, picture: Picture) => percents((100 * (at - picture.from)) / span(picture));

function spoken({ agent, bars, dues }: Lane): string {
  const looks = LOOKS.flatMap((look) => {
    const n = bars.filter((bar) => bar.look === look).length;
    return n > 0 ? [`${counted(n, "bar")} ${LOOK_WORDS[look]}`] : [];
  });
  return `${agent}: ${[...looks, ...(dues.length > 0 ? [`${counted(dues.length, "due")} not run`] : [])].join(", ")}`;
}

const ticks = ({ from, to }: Picture, zone: string) =>
  Array.from({ length: TICKS + 1 }, (_, n) => {
    const at = from + ((to - from) * n) / TICKS;
    return markup`<span>${timeIn(zone, at).slice(5, 16)}</span>`;
  });

function legend({ lanes }: Picture): Markup[] {
  const looks = LOOKS.filter((look) => lanes.some(({ bars }) => bars.some((bar) => bar.look === look)));
  const swatch = (fill: Markup, words: string) =>
    markup`<li><svg aria-hidden="true"><rect width="100%" height="100%" ${fill}/></svg> ${words}</li>`;
  const dues = lanes.some((lane) => lane.dues.length > 0) ? [swatch(markup`fill="url(#due)"`, "due, and not run")] : [];
  return [...looks.map((look) => swatch(filled(look), LOOK_WORDS[look])), ...dues];
}
