import { createHash } from "node:crypto";
import { headline } from "../../../core/night/headline.ts";
import type { Night } from "../../../core/night/night.ts";
import type { Picture } from "../../../core/night/picture.ts";
import { reportOn, type Section } from "../../../core/night/report.ts";
import { timeIn } from "../../../core/text/zone.ts";
import { lanesOf } from "./lanes.ts";
import { Markup, markup } from "./markup.ts";
import { STYLE } from "./style.ts";

/** Nothing is loaded and nothing is run: only this page's own style counts. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'`;

/** A night as one file that opens from the disk: its picture, and below it the report. */
export function nightPage(night: Night, picture: Picture): string {
  const title = `midwatch report, ${timeIn(night.zone, night.to).slice(0, 16)}`;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<h1>Report</h1>
<p>${headline(night)}</p>
${lanesOf(picture, night.zone)}
${reportOn(night).map(sectionOf)}
</body>
</html>
`;
  return page.text;
}

function sectionOf({ title, tone, lines, unread, command }: Section): Markup {
  const items = lines.map(({ text, command: settles }) =>
    settles === undefined ? markup`<li>${text}</li>` : markup`<li>${text}<br><code>${settles}</code></li>`,
  );
  const more = unread > 0 ? [markup`<li>and ${unread} more: <code>${command}</code></li>`] : [];
  return markup`<section class="${tone}">
<h2>${title}</h2>
<ul>
${[...items, ...more]}
</ul>
</section>`;
}
