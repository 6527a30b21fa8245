const [WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM] = [720, 360, 50, 40, 170, 40];
const COLOURS = ["#767676", "#8a5a00", "#0b6e99", "#1a7f37", "#8250df"];
const DASHES = ["2 3", "8 3", "1 0", "1 0", "1 0"];

/** Solved items over sessions, a line for each setting. */
export function picture(results) {
  const names = Object.keys(results);
  const sessions = Math.max(...Object.values(results).map((each) => each.length));
  const x = (n) => LEFT + (n / sessions) * (WIDTH - LEFT - RIGHT);
  const y = (n) => HEIGHT - BOTTOM - (n / sessions) * (HEIGHT - TOP - BOTTOM);
  const ends = spread(names.map((name) => y(results[name].filter(Boolean).length)));
  const lines = names.map((name, at) =>
    line(name, { solved: results[name], colour: COLOURS[at], dash: DASHES[at], x, y, end: ends[at] }),
  );
  const grid = [0, 25, 50, 75, 100].map(
    (
      n,
    ) => `<path d="M${x(0)} ${y(n)}H${x(sessions)}" stroke="#ddd"/><text x="${x(0) - 8}" y="${y(n) + 4}" text-anchor="end">${n}</text>
<text x="${x(n)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${n}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="sans-serif" font-size="12" fill="#333">
<title>Items solved over 100 sessions, with memory and lessons off and on</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${LEFT}" y="22" font-size="14" font-weight="bold">Items solved, of 100 that each need a fact found out before</text>
${grid.join("\n")}
<text x="${x(sessions / 2)}" y="${HEIGHT - 6}" text-anchor="middle">sessions</text>
${lines.join("\n")}
</svg>
`;
}

function line(name, { solved, colour, dash, x, y, end }) {
  let count = 0;
  const points = solved.map((one, n) => {
    count += one ? 1 : 0;
    return `${x(n + 1).toFixed(1)},${y(count).toFixed(1)}`;
  });
  const label = `<text x="${x(solved.length) + 8}" y="${end + 4}" fill="${colour}">${name}: ${count}</text>`;
  return `<polyline points="${x(0)},${y(0)} ${points.join(" ")}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/>\n${label}`;
}

/** Labels that would stand on one another are moved apart. */
function spread(places) {
  const order = places.map((place, at) => ({ place, at })).toSorted((a, b) => a.place - b.place);
  for (let n = 1; n < order.length; n++) order[n].place = Math.max(order[n].place, order[n - 1].place + 15);
  return order.toSorted((a, b) => a.at - b.at).map(({ place }) => place);
}
