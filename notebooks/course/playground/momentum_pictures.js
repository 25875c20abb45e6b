// The three pictures of the sliders, as SVG. A picture is as wide as its place, so its text keeps its size.

const VIEW = { along: 5, across: 2.5 }; // what the contours show, to both sides of the minimum
const MOST_DOTS = 80; // steps that get a dot of their own

function svgSize(svg) {
  return [svg.clientWidth, svg.clientHeight];
}

function text(x, y, words, anchor = "middle") {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`;
}

function signed(number) {
  return String(number).replaceAll("-", "−");
}

function line(points, kind) {
  return `<polyline class="${kind}" points="${points.map(([x, y]) => `${x},${y}`).join(" ")}"/>`;
}

function dot([x, y], radius, kind) {
  return `<circle class="${kind}" cx="${x}" cy="${y}" r="${radius}"/>`;
}

// The place of a position in the contours, and back.
function toContours(svg, [along, across]) {
  const [width, height] = svgSize(svg);
  return [(1 + along / VIEW.along) * (width / 2), (1 - across / VIEW.across) * (height / 2)];
}

function fromContours(svg, [x, y]) {
  const [width, height] = svgSize(svg);
  return [((2 * x) / width - 1) * VIEW.along, (1 - (2 * y) / height) * VIEW.across];
}

// Far outside, a path is cut off: an SVG takes no coordinates of any size.
function within([x, y]) {
  return [Math.max(-1e4, Math.min(1e4, x)), Math.max(-1e4, Math.min(1e4, y))];
}

// Ellipses on which the loss is 2.25 times that of the next one inside; the path; the start to drag.
function drawContours(svg, { kappa, start }, path) {
  const [width, height] = svgSize(svg);
  const [x0, y0] = toContours(svg, [0, 0]);
  const unit = width / 2 / VIEW.along;
  const parts = [];
  for (let a = 0.4; a < Math.hypot(VIEW.along, Math.sqrt(kappa) * VIEW.across); a *= 1.5) {
    const [rx, ry] = [a * unit, (a * unit) / Math.sqrt(kappa)];
    parts.push(`<ellipse class="contour" cx="${x0}" cy="${y0}" rx="${rx}" ry="${ry}"/>`);
  }

  const points = path.map((theta) => within(toContours(svg, theta)));
  parts.push(line(points, "path"));
  parts.push(...points.slice(0, MOST_DOTS).map((point) => dot(point, 2.6, "dot")));
  parts.push(dot(points.at(-1), 5, "here"));

  for (const along of [-4, -2, 0, 2, 4]) {
    const [x] = toContours(svg, [along, 0]);
    parts.push(text(x, height - 6, signed(along)));
  }
  for (const across of [-1, 0, 1]) {
    const [, y] = toContours(svg, [0, across]);
    parts.push(text(6, y + 4, signed(across), "start"));
  }
  parts.push(text(width - 6, height - 22, "θ₁, along", "end"), text(6, 14, "θ₂, across", "start"));

  const [drawing, handle] = svg.children; // the handle is only moved: a finger may be on it
  drawing.innerHTML = parts.join("");
  handle.setAttribute("transform", `translate(${toContours(svg, start)})`);
}

// The loss as a share of the first one, on a logarithmic axis.
function drawLosses(svg, losses, shown) {
  const [width, height] = svgSize(svg);
  const [left, right, top, bottom] = [46, width - 12, 10, height - 34];
  const powers = losses.map((loss) => Math.log10(loss / losses[0]));
  const highest = Math.max(1, Math.ceil(Math.max(...powers)));
  const lowest = -8;
  const last = losses.length - 1;
  const x = (step) => left + (step / last) * (right - left);
  const y = (power) => top + ((highest - Math.max(lowest, power)) / (highest - lowest)) * (bottom - top);

  const parts = [];
  for (let power = Math.floor(highest / 2) * 2; power >= lowest; power -= 2) {
    parts.push(line([[left, y(power)], [right, y(power)]], "grid"));
    const label = `10<tspan dy="-4" font-size="9">${signed(power)}</tspan>`;
    parts.push(text(left - 6, y(power) + 4, label, "end"));
  }
  for (const step of niceTicks(last)) parts.push(text(x(step), bottom + 15, step));
  parts.push(line([[left, y(-6)], [right, y(-6)]], "goal"));
  parts.push(text(left + 6, y(-6) - 5, "a millionth", "start"));
  parts.push(text((left + right) / 2, height - 4, "step"));
  parts.push(text(left + 6, top + 10, "loss / first loss", "start"));
  parts.push(line([[left, top], [left, bottom], [right, bottom]], "contour"));
  parts.push(line(powers.slice(0, shown + 1).map((power, step) => [x(step), y(power)]), "path"));
  parts.push(dot([x(shown), y(powers[shown])], 5, "here"));
  svg.innerHTML = parts.join("");
}

// About five round numbers from 0 on.
function niceTicks(last) {
  const rough = last / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const distance = Math.max(1, [1, 2, 5, 10].find((digit) => digit * power >= rough) * power);
  return Array.from({ length: Math.floor(last / distance) + 1 }, (_, i) => i * distance);
}

// Rings for the direction along, squares across; a root outside of the picture stands at its border.
function drawRoots(svg, along, across) {
  const [width] = svgSize(svg);
  const unit = width / 3;
  const place = (root) => {
    const size = modulus(root);
    const shrink = size > 1.4 ? 1.4 / size : 1;
    return [width / 2 + shrink * root[0] * unit, width / 2 - shrink * root[1] * unit];
  };
  const factor = Math.max(...[...along, ...across].map(modulus));
  const circle = (radius, kind) => dot([width / 2, width / 2], radius * unit, kind);
  const parts = [
    line([[0, width / 2], [width, width / 2]], "grid"),
    line([[width / 2, 0], [width / 2, width]], "grid"),
    circle(1, "circle"),
    factor < 1.4 ? circle(factor, "factor") : "",
    text(width - 2, width / 2 + 16, "real", "end"),
    text(width / 2 + 5, 12, "imaginary", "start"),
    text(width / 2 + 5, width / 2 - unit - 6, "i", "start"),
    text(width / 2 + unit + 14, width / 2 - 6, "1", "start"),
  ];
  parts.push(...along.map((root) => dot(place(root), 8, "along")));
  for (const root of across) {
    const [x, y] = place(root);
    parts.push(`<rect class="across" x="${x - 4.5}" y="${y - 4.5}" width="9" height="9"/>`);
  }
  svg.innerHTML = parts.join("");
}
