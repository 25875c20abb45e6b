// The mathematics of the sliders: a bowl of curvatures 1 and κ, three update rules, and their roots.
// Positions, velocities and gradients are pairs of numbers: along and across the ravine.

const MILLIONTH = 1e-6; // of the first loss: what the challenge asks for
const MOST_STEPS = 5000; // a descent is followed no longer than this

// Each rule takes velocity v, gradient g, momentum μ and step η of one direction.
// It returns the new velocity, and what to add to the position.
const RULES = {
  "gradient descent": (v, g, mu, eta) => [-eta * g, -eta * g],

  momentum: (v, g, mu, eta) => {
    v = mu * v - eta * g;
    return [v, v];
  },

  // The position that is kept is the point ahead, as in nnlib.nesterov_update.
  Nesterov: (v, g, mu, eta) => {
    v = mu * v - eta * g;
    return [v, mu * v - eta * g];
  },
};

// L = (θ₁² + κ θ₂²) / 2
function lossAt(kappa, [along, across]) {
  return 0.5 * (along ** 2 + kappa * across ** 2);
}

// All positions from the start on. A descent that diverges ends where its loss has grown a milliard times.
function descend({ method, kappa, eta, mu, start }, steps = MOST_STEPS) {
  const rule = RULES[method];
  const curvature = [1, kappa];
  const tooHigh = 1e9 * lossAt(kappa, start);
  const path = [start];
  let theta = start;
  let velocity = [0, 0];
  while (path.length <= steps && lossAt(kappa, theta) <= tooHigh) {
    const moves = theta.map((position, i) => rule(velocity[i], curvature[i] * position, mu, eta));
    velocity = moves.map(([v]) => v);
    theta = theta.map((position, i) => position + moves[i][1]);
    path.push(theta);
  }
  return path;
}

// From which step on does the loss stay at or below a share of the first one? null: not seen.
function stepsUntil(losses, share = MILLIONTH) {
  let last = losses.length - 1;
  while (last >= 0 && losses[last] <= share * losses[0]) last -= 1;
  return last === losses.length - 1 ? null : last + 1;
}

// In a direction of curvature λ the position obeys θ(k+1) = b θ(k) − c θ(k−1).
// So it is a sum of powers of the two roots of r² − b r + c = 0.
function recurrence(method, etaLambda, mu) {
  if (method === "gradient descent") return [1 - etaLambda, 0];
  if (method === "momentum") return [1 + mu - etaLambda, mu];
  return [(1 + mu) * (1 - etaLambda), mu * (1 - etaLambda)];
}

// Both roots as [real part, imaginary part], the larger one first.
function roots(method, etaLambda, mu) {
  const [b, c] = recurrence(method, etaLambda, mu);
  const discriminant = (b / 2) ** 2 - c;
  if (discriminant < 0) {
    const imaginary = Math.sqrt(-discriminant);
    return [[b / 2, imaginary], [b / 2, -imaginary]];
  }
  const larger = b / 2 + (b < 0 ? -1 : 1) * Math.sqrt(discriminant);
  return [[larger, 0], [larger === 0 ? 0 : c / larger, 0]]; // their product is c
}

function modulus([real, imaginary]) {
  return Math.hypot(real, imaginary);
}

// What theory allows at best, as a factor of the error a step, in the long run.
const BEST_FACTOR = {
  "gradient descent": (kappa) => (kappa - 1) / (kappa + 1),
  momentum: (kappa) => (Math.sqrt(kappa) - 1) / (Math.sqrt(kappa) + 1),
};

// The loss is a square: it shrinks by ρ² a step.
function stepsInTheory(factor) {
  return factor === 0 ? 1 : Math.ceil(Math.log(MILLIONTH) / (2 * Math.log(factor)));
}

// The settings that have a name, for each κ.
const PRESETS = {
  "best plain step": (kappa) => ({ method: "gradient descent", eta: 2 / (1 + kappa), mu: 0 }),

  "critically damped": (kappa) => ({
    method: "momentum",
    eta: (2 / (1 + Math.sqrt(kappa))) ** 2,
    mu: BEST_FACTOR.momentum(kappa) ** 2,
  }),

  "too long a memory": (kappa) => ({ method: "momentum", eta: 1 / kappa, mu: 0.99 }),

  // Momentum diverges from η λ = 2 (1 + μ) on.
  diverging: (kappa) => ({ method: "momentum", eta: (1.02 * 2 * (1 + 0.9)) / kappa, mu: 0.9 }),
};
