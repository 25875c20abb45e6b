// What one touches: buttons, sliders, and the start on the contours.

function makePresets() {
  for (const name of Object.keys(PRESETS)) {
    const button = document.createElement("button");
    button.textContent = name;
    button.addEventListener("click", () => change({ ...PRESETS[name](state.kappa), preset: name }));
    byId("presets").append(button);
  }
}

function makeMethods() {
  for (const method of Object.keys(RULES)) {
    const label = document.createElement("label");
    label.innerHTML = `<input type="radio" name="method" value="${method}">${method}`;
    label.firstChild.addEventListener("change", () => change({ method }));
    byId("methods").append(label);
  }
}

// A knob has a slider, and a number for values that one has worked out.
// Knobs with `digits` are logarithmic.
const toSlider = (knob, value) => (knob.digits ? 100 * Math.log10(value / knob.least) : value);
const fromSlider = (knob, place) => (knob.digits ? knob.least * 10 ** (place / 100) : place);

function makeKnob(key, knob) {
  const box = document.createElement("div");
  box.className = "slider";
  const { name, least, most } = knob;
  const range = `min="${toSlider(knob, least)}" max="${toSlider(knob, most)}" step="${knob.step ?? 1}"`;
  box.innerHTML =
    `<label for="${key}">${name}</label>` +
    `<input type="range" id="${key}" ${range}>` +
    `<input type="number" id="${key}-number" aria-label="${name}" min="${least}" max="${most}" step="any">`;
  const [, slider, number] = box.children;
  slider.addEventListener("input", () => {
    const value = fromSlider(knob, Number(slider.value));
    turn(key, knob.digits ? Number(value.toPrecision(knob.digits)) : value);
  });
  number.addEventListener("change", () => turn(key, Number(number.value) || 0));
  byId("sliders").append(box);
}

function turn(key, value) {
  value = Math.max(KNOBS[key].least, Math.min(KNOBS[key].most, value));
  const [along, across] = state.start;
  if (key === "along") change({ start: [value, across] });
  else if (key === "across") change({ start: [along, value] });
  else change({ [key]: value });
}

// The slider that one is moving stays where one's hand is; its value is rounded.
function showKnob(key, knob, value) {
  const [slider, number] = [byId(key), byId(`${key}-number`)];
  if (slider !== document.activeElement) slider.value = toSlider(knob, value);
  slider.ariaValueText = format(value);
  number.value = Number(value.toPrecision(4));
  slider.disabled = number.disabled = key === "mu" && state.method === "gradient descent";
}

// Drag the start, or click where it shall be.
function makeStartMovable() {
  const svg = byId("contours");
  const moveTo = (event) => {
    const box = svg.getBoundingClientRect();
    const theta = fromContours(svg, [event.clientX - box.left, event.clientY - box.top]);
    const [along, across] = theta.map((value) => Math.round(20 * value) / 20);
    change({
      start: [
        Math.max(-VIEW.along, Math.min(VIEW.along, along)),
        Math.max(-VIEW.across, Math.min(VIEW.across, across)),
      ],
    });
  };
  const onHandle = (event) => event.target.closest(".handle");
  svg.addEventListener("pointerdown", (event) => {
    if (!onHandle(event)) return;
    svg.setPointerCapture(event.pointerId);
    svg.addEventListener("pointermove", moveTo);
  });
  // A finger on the start drags it, and does not scroll the page.
  const keepStill = (event) => onHandle(event) && event.preventDefault();
  svg.addEventListener("touchstart", keepStill, { passive: false });
  for (const end of ["pointerup", "pointercancel"]) {
    svg.addEventListener(end, () => svg.removeEventListener("pointermove", moveTo));
  }
  svg.addEventListener("click", moveTo);
}

function makeButtons() {
  byId("play").addEventListener("click", () => {
    if (!film) return play();
    stop();
    show(shown);
  });
  byId("step").addEventListener("click", () => {
    stop();
    show(shown === path.length - 1 ? 1 : shown + 1);
  });
  byId("over").addEventListener("click", () => {
    stop();
    show(0);
  });
}

makePresets();
makeMethods();
for (const [key, knob] of Object.entries(KNOBS)) makeKnob(key, knob);
makeStartMovable();
makeButtons();
follow();
new ResizeObserver(refresh).observe(byId("contours"));
