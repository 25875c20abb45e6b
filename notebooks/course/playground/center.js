// center_digit of nnlib, line by line: a digit scaled to 20 pixels, its centre of mass in the middle of 28 × 28.
"use strict";

// Return the matrix, a row for each new pixel, that turns a line of old pixels into one of new pixels:
// each new one is the mean of the old ones that it covers, as far as it covers them.
function resizing(oldLength, newLength) {
  const ratio = oldLength / newLength;
  return Array.from({ length: newLength }, (_, i) =>
    Array.from({ length: oldLength }, (_, a) => {
      const shared = Math.min((i + 1) * ratio, a + 1) - Math.max(i * ratio, a);
      return Math.max(0, shared) / ratio;
    })
  );
}

const transpose = (rows) => rows[0].map((_, j) => rows.map((row) => row[j]));
const multiply = (A, B) =>
  A.map((row) => {
    const product = new Array(B[0].length).fill(0);
    row.forEach((a, i) => {
      if (a !== 0) B[i].forEach((b, j) => (product[j] += a * b));
    });
    return product;
  });
const total = (line) => line.reduce((a, b) => a + b, 0);

// Where a line of pixels has to start in 28 so that its centre of mass comes to lie at 14.
function placeOf(mass) {
  const center = total(mass.map((m, i) => m * i)) / total(mass);
  return Math.min(Math.max(Math.ceil(13.5 - center), 0), 28 - mass.length);
}

// Take and return an image as rows of grey values, 0 for paper.
function centerDigit(image) {
  const centered = Array.from({ length: 28 }, () => new Array(28).fill(0));
  const inked = (lines) => lines.flatMap((line, i) => (line.some((grey) => grey > 0) ? [i] : []));
  const rows = inked(image);
  if (rows.length === 0) return centered;
  const columns = inked(transpose(image));
  const ink = image
    .slice(rows[0], rows.at(-1) + 1)
    .map((row) => row.slice(columns[0], columns.at(-1) + 1));
  const longer = Math.max(ink.length, ink[0].length);
  const [height, width] = [ink.length, ink[0].length].map((side) => Math.max(1, Math.round((20 * side) / longer)));
  const scaled = multiply(
    multiply(resizing(ink.length, height), ink),
    transpose(resizing(ink[0].length, width))
  );
  const [top, left] = [placeOf(scaled.map(total)), placeOf(transpose(scaled).map(total))];
  scaled.forEach((row, i) => row.forEach((grey, j) => (centered[top + i][left + j] = grey)));
  return centered;
}
