// The sliders, the buttons and the challenge. Whatever one moves changes `state`, and `refresh` shows it.

const KNOBS = {
  kappa: { name: "condition number κ", least: 1, most: 1000, digits: 2 },
  eta: { name: "step η", least: 1e-4, most: 4, digits: 3 },
  mu: { name: "momentum μ", least: 0, most: 0.995, step: 0.005 },
  along: { name: "start θ₁", least: -VIEW.along, most: VIEW.along, step: 0.1 },
  across: { name: "start θ₂", least: -VIEW.across, most: VIEW.across, step: 0.1 },
};
const FORMULAS = {
  "gradient descent": "θ ← θ − η∇L(θ)",
  momentum: "v ← μv − η∇L(θ), θ ← θ + v",
  Nesterov: "v ← μv − η∇L(θ + μv), θ ← θ + v. The path shows the point ahead, θ + μv.",
};
const LONGEST_FILM = 10; // seconds
const STEPS_A_SECOND = 6; // of a short film

const state = { ...data, preset: null }; // method, kappa, eta, mu, start; and the name of the settings
const bests = new Map(); // by bowl and start: the learner's best
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let path, losses, needed; // of the descent that is shown
let shown = 0; // how many of its steps
let film = null; // what runs while it plays
let saying = null; // what waits to be read aloud

// Three digits, with a power of ten where the number is tiny or huge.
function format(number) {
  const size = Math.abs(number);
  const plain = size === 0 || (size >= 0.001 && size < 1e6);
  return signed(plain ? Number(number.toPrecision(3)) : number.toExponential(2).replace("+", ""));
}

// A descent for as long as it is worth seeing: somewhat longer than it needs.
function follow() {
  const whole = descend(state);
  losses = whole.map((theta) => lossAt(state.kappa, theta));
  needed = stepsUntil(losses);
  let seen = 400;
  if (needed !== null) seen = Math.max(12, Math.ceil(1.15 * needed));
  else if (losses.at(-1) > losses[0]) seen = whole.length;
  path = whole.slice(0, seen + 1);
  losses = losses.slice(0, path.length);
  shown = path.length - 1;
}

// A change by hand ends what a name has set; a change of κ carries the named settings over.
function change(changes) {
  stop();
  Object.assign(state, changes);
  if ("eta" in changes || "mu" in changes || "method" in changes) state.preset = changes.preset ?? null;
  if (state.preset) Object.assign(state, PRESETS[state.preset](state.kappa));
  if (!state.start.some(Boolean)) state.start = [0.1, 0]; // at the minimum there is nothing to see
  follow();
  keepBest();
  refresh();
  say();
}

function bowl() {
  return JSON.stringify([state.kappa, state.start]);
}

function keepBest() {
  const best = bests.get(bowl());
  if (state.preset || needed === null || (best && best.needed <= needed)) return;
  bests.set(bowl(), { needed, factor: factorNow(), name: settingsInWords() });
}

function rootsNow() {
  return [1, state.kappa].map((curvature) => roots(state.method, state.eta * curvature, state.mu));
}

function factorNow() {
  return Math.max(...rootsNow().flat().map(modulus));
}

function settingsInWords() {
  const memory = state.method === "gradient descent" ? "" : `, μ = ${format(state.mu)}`;
  return `${state.method}, η = ${format(state.eta)}${memory}`;
}

function rootsInWords([first, second]) {
  if (first[1] === 0) return `${format(first[0])} and ${format(second[0])}`;
  return `${format(first[0])} ± ${format(first[1])}i, of size ${format(modulus(first))}`;
}

function neededInWords() {
  if (needed !== null) return `The loss stays below a millionth of the first from step ${needed} on.`;
  return factorNow() > 1
    ? "The loss grows: this descent diverges."
    : `A millionth is not reached in ${MOST_STEPS} steps.`;
}

function neededInShort() {
  if (needed !== null) return needed;
  return factorNow() > 1 ? "diverges" : `over ${MOST_STEPS}`;
}

function scores() {
  const { kappa } = state;
  const best = bests.get(bowl());
  const theory = (name, words, method) => {
    const factor = BEST_FACTOR[method](kappa);
    return [`theory: ${name}`, `${words} = ${format(factor)}`, stepsInTheory(factor)];
  };
  return [
    theory("plain descent, best step", "(κ − 1) / (κ + 1)", "gradient descent"),
    theory("momentum, best settings", "(√κ − 1) / (√κ + 1)", "momentum"),
    [`now: ${settingsInWords()}`, format(factorNow()), neededInShort()],
    best
      ? [`your best from here: ${best.name}`, format(best.factor), best.needed]
      : ["your best from here: none yet", "", ""],
  ];
}

// Show the state everywhere.
function refresh() {
  for (const button of byId("presets").children) button.ariaPressed = button.textContent === state.preset;
  for (const choice of document.getElementsByName("method")) choice.checked = choice.value === state.method;
  byId("rule").textContent = FORMULAS[state.method];
  const values = { ...state, along: state.start[0], across: state.start[1] };
  for (const [key, knob] of Object.entries(KNOBS)) showKnob(key, knob, values[key]);
  const [along, across] = rootsNow();
  drawRoots(byId("roots"), along, across);
  byId("roots-along").textContent = rootsInWords(along);
  byId("roots-across").textContent = rootsInWords(across);
  byId("roots").ariaLabel = `Roots along: ${rootsInWords(along)}; across: ${rootsInWords(across)}.`;
  byId("needed").textContent = neededInWords();
  byId("scores").innerHTML = scores()
    .map(([name, rho, steps]) => `<tr><th scope="row">${name}</th><td>${rho}</td><td>${steps}</td></tr>`)
    .join("");
  showStep();
}

// Show as many steps as have been taken: all that moves while it plays.
function showStep() {
  drawContours(byId("contours"), state, path.slice(0, shown + 1));
  drawLosses(byId("losses"), losses, shown);
  byId("now").textContent = stepInWords();
  const place = path[shown].map(format).join(", ");
  byId("contours").ariaLabel = `Path of ${shown} steps on contours of the bowl, now at (${place}).`;
  byId("losses").ariaLabel = `Loss over ${shown} steps on a logarithmic axis. ${neededInWords()}`;
  byId("play").textContent = film ? "Pause" : "Play";
}

function stepInWords() {
  const [loss, first] = [losses[shown], losses[0]].map(format);
  return `Step ${shown} of ${path.length - 1}: loss ${loss}, first loss ${first}.`;
}

// A screen reader hears steps and loss once nothing has moved for a while.
function say() {
  clearTimeout(saying);
  saying = setTimeout(() => {
    byId("said").textContent = `${settingsInWords()}. ${stepInWords()} ${neededInWords()}`;
  }, 600);
}

function show(step) {
  shown = Math.min(step, path.length - 1);
  showStep();
  say();
}

function stop() {
  cancelAnimationFrame(film);
  film = null;
}

function play() {
  const last = path.length - 1;
  const first = shown === last ? 0 : shown;
  if (calm.matches) return show(last); // whoever asks for less motion sees the end at once
  const pace = Math.max(STEPS_A_SECOND, last / LONGEST_FILM);
  const began = performance.now();
  const next = (now) => {
    const step = first + Math.floor((Math.max(0, now - began) / 1000) * pace);
    film = step < last ? requestAnimationFrame(next) : null;
    show(step);
  };
  film = requestAnimationFrame(next);
  show(first);
}
