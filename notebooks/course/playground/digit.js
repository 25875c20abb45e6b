// The page: write on the sheet, and see what the network makes of it.
"use strict";

const SIZE = 280; // of the sheet, in pixels of its own, whatever its size on the screen
const PEN = 22; // width of a stroke: about 2 of 28 pixels

const layers = data.layers.map(unpackLayer);
const forward = data.kind === "CNN" ? forwardCNN : forwardMLP;
const sheet = byId("sheet").getContext("2d", { willReadFrequently: true });

let strokes = []; // each a list of points [x, y]
let testDigit = null; // { image, label }, while one is shown in place of strokes
let shownTests = 0;
let pen = null; // of the keyboard: { x, y, down }

// ---- from the sheet to the network ----

// Return the ink on the sheet as rows of grey values, from 0 for paper to 255.
function ink() {
  if (testDigit) return testDigit.image;
  const { data: rgba } = sheet.getImageData(0, 0, SIZE, SIZE);
  return Array.from({ length: SIZE }, (_, i) =>
    Array.from({ length: SIZE }, (_, j) => rgba[4 * (i * SIZE + j) + 3])
  );
}

// Return an image as 28 × 28 pixels in its place: the mean of each square of old pixels.
function shrink(image) {
  const side = image.length / 28;
  return Array.from({ length: 28 }, (_, i) =>
    Array.from({ length: 28 }, (_, j) => {
      const rows = image.slice(i * side, (i + 1) * side);
      return total(rows.map((row) => total(row.slice(j * side, (j + 1) * side)))) / side ** 2;
    })
  );
}

// Return the 784 whole grey values that the network sees.
function see() {
  const image = ink();
  return (byId("centering").checked ? centerDigit(image) : shrink(image)).flat().map(Math.round);
}

// Return activations and probabilities for 784 grey values; the networks were trained on values up to 1.
function read(pixels) {
  return forward(Float64Array.from(pixels, (grey) => grey / 255), layers);
}

// ---- what is shown ----

// Draw grey images of one size in a grid, a pixel as a square, the largest value as black as ink.
function drawImages(canvas, { numbers, count, side }, columns, square) {
  const step = side * square + 2; // with a line between them
  canvas.width = columns * step - 2;
  canvas.height = Math.ceil(count / columns) * step - 2;
  const context = canvas.getContext("2d");
  const { color, outlineColor } = getComputedStyle(canvas);
  const largest = numbers.reduce((a, b) => Math.max(a, b), 0) || 1;
  context.fillStyle = outlineColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = color;
  for (let map = 0; map < count; map++) {
    const [left, top] = [(map % columns) * step, Math.floor(map / columns) * step];
    context.clearRect(left, top, side * square, side * square);
    for (let pixel = 0; pixel < side * side; pixel++) {
      const [row, column] = [Math.floor(pixel / side), pixel % side];
      context.globalAlpha = numbers[map * side * side + pixel] / largest;
      context.fillRect(left + column * square, top + row * square, square, square);
    }
  }
}

function drawStroke(points) {
  sheet.beginPath();
  sheet.moveTo(...points[0]);
  for (const [x, y] of points) sheet.lineTo(x + 0.01, y); // so that a single point is a dot
  sheet.stroke();
}

function drawSheet() {
  sheet.clearRect(0, 0, SIZE, SIZE);
  sheet.strokeStyle = sheet.fillStyle = getComputedStyle(sheet.canvas).color;
  Object.assign(sheet, { lineWidth: PEN, lineCap: "round", lineJoin: "round" });
  strokes.forEach(drawStroke);
  testDigit?.image.forEach((row, i) =>
    row.forEach((grey, j) => {
      sheet.globalAlpha = grey / 255;
      sheet.fillRect(j * 10, i * 10, 10, 10);
    })
  );
  sheet.globalAlpha = 1;
}

// The pen of the keyboard is a ring around where it will write; it is no ink.
function drawPen() {
  if (!pen) return;
  sheet.save();
  Object.assign(sheet, { lineWidth: 2, strokeStyle: getComputedStyle(sheet.canvas).outlineColor });
  sheet.beginPath();
  sheet.arc(pen.x, pen.y, pen.down ? PEN / 2 : PEN, 0, 2 * Math.PI);
  sheet.stroke();
  sheet.restore();
}

const percent = (probability) => `${(100 * probability).toFixed(probability < 0.0995 ? 1 : 0)} %`;

function show() {
  drawSheet();
  const pixels = see();
  drawPen();
  const blank = pixels.every((grey) => grey === 0);
  const { hidden, probabilities } = read(pixels);
  const best = probabilities.indexOf(Math.max(...probabilities));

  drawImages(byId("seen"), { numbers: pixels, count: 1, side: 28 }, 1, 5);
  document.querySelectorAll("#bars li").forEach((item, i) => {
    const probability = blank ? 0 : probabilities[i];
    item.classList.toggle("first", !blank && i === best);
    item.querySelector(".bar").style.width = `${100 * probability}%`;
    item.querySelector(".percent").textContent = blank ? "" : percent(probability);
  });
  hidden.forEach((maps, i) => {
    const numbers = blank ? maps.numbers.map(() => 0) : maps.numbers; // what biases alone give tells nothing
    const square = maps.side === 1 ? 10 : Math.round(48 / maps.side);
    drawImages(byId(`hidden-${i}`), { ...maps, numbers }, data.hidden[i].columns, square);
  });

  byId("undo").disabled = !strokes.length;
  byId("clear").disabled = byId("save").disabled = byId("copy").disabled = blank;
  byId("line").value = `my_digit = drawn_digit("${btoa(String.fromCharCode(...pixels))}")`;
  const answer = `Read as ${data.labels[best]} (${percent(probabilities[best])})`;
  const label = testDigit ? `; its label: ${testDigit.label}` : "";
  byId("answer").textContent = blank ? "Write a digit here." : answer + label;
}

let waiting = false;
function showSoon() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    show();
  });
}

// ---- writing ----

function startStroke(point) {
  testDigit = null;
  strokes.push([point]);
  showSoon();
}

function continueStroke(point) {
  strokes.at(-1).push(point);
  showSoon();
}

function placeOn(event) {
  const box = sheet.canvas.getBoundingClientRect();
  return [((event.clientX - box.left) * SIZE) / box.width, ((event.clientY - box.top) * SIZE) / box.height];
}

let writing = null; // the pointer that writes: a second finger or a palm does not
sheet.canvas.addEventListener("pointerdown", (event) => {
  if (writing !== null || event.button !== 0) return;
  writing = event.pointerId;
  pen = null;
  sheet.canvas.setPointerCapture(writing);
  startStroke(placeOn(event));
});
sheet.canvas.addEventListener("pointermove", (event) => {
  if (event.pointerId !== writing) return;
  const moves = event.getCoalescedEvents?.() ?? [];
  for (const move of moves.length ? moves : [event]) continueStroke(placeOn(move));
});
for (const end of ["pointerup", "pointercancel"]) {
  sheet.canvas.addEventListener(end, (event) => {
    if (event.pointerId === writing) writing = null;
  });
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
sheet.canvas.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  pen ??= { x: SIZE / 2, y: SIZE / 4, down: false };
  if (event.key in ARROWS) {
    const [right, down] = ARROWS[event.key];
    const step = event.shiftKey ? 2 : 10;
    pen.x = Math.min(Math.max(pen.x + right * step, 0), SIZE);
    pen.y = Math.min(Math.max(pen.y + down * step, 0), SIZE);
    if (pen.down) continueStroke([pen.x, pen.y]);
  } else if (event.key === " ") {
    pen.down = !pen.down;
    if (pen.down) startStroke([pen.x, pen.y]);
  } else if (event.key === "Backspace") {
    undo();
  } else {
    return;
  }
  event.preventDefault();
  showSoon();
});
sheet.canvas.addEventListener("blur", () => {
  pen = null;
  showSoon();
});

// ---- the buttons ----

function undo() {
  strokes.pop();
  if (pen) pen.down = false;
  show();
}

function clear() {
  strokes = [];
  testDigit = null;
  if (pen) pen.down = false;
}

function showTestDigit() {
  clear();
  const { base64, label } = data.tests[shownTests++ % data.tests.length];
  const bytes = [...atob(base64)].map((character) => character.charCodeAt(0));
  testDigit = { image: Array.from({ length: 28 }, (_, i) => bytes.slice(28 * i, 28 * (i + 1))), label };
  show();
}

function savePng() {
  const picture = document.createElement("canvas");
  picture.width = picture.height = SIZE;
  const context = picture.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, SIZE, SIZE);
  const image = context.getImageData(0, 0, SIZE, SIZE);
  const grey = sheet.getImageData(0, 0, SIZE, SIZE).data;
  for (let i = 0; i < grey.length; i += 4) image.data.fill(255 - grey[i + 3], i, i + 3); // black on white
  context.putImageData(image, 0, 0);
  Object.assign(document.createElement("a"), { href: picture.toDataURL(), download: "digit.png" }).click();
}

function copyLine() {
  byId("line").select();
  const done = document.execCommand("copy"); // in a frame, the newer clipboard is often closed
  byId("copy").textContent = done ? "Copied" : "Press Ctrl+C";
  setTimeout(() => (byId("copy").textContent = "Copy the line"), 2000);
}

byId("undo").addEventListener("click", undo);
byId("clear").addEventListener("click", () => {
  clear();
  show();
});
byId("test-digit").addEventListener("click", showTestDigit);
byId("save").addEventListener("click", savePng);
byId("copy").addEventListener("click", copyLine);
byId("centering").addEventListener("change", show);
addEventListener("scheme", show);

// ---- what the page is made of ----

byId("python").hidden = !data.notebook;
for (const label of data.labels) {
  const item = document.createElement("li");
  item.innerHTML = '<span></span><div class="track"><div class="bar"></div></div><span class="percent"></span>';
  item.firstChild.textContent = label;
  byId("bars").append(item);
}
data.hidden.forEach(({ name }, i) => {
  const section = document.createElement("section");
  section.innerHTML = `<h2></h2><canvas class="pixels" id="hidden-${i}" role="img"></canvas>`;
  section.firstChild.textContent = name;
  section.lastChild.ariaLabel = name;
  byId("hidden").append(section);
});
show();
