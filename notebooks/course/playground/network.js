// The forward pass of both networks, in the order of the mathematics. Numbers lie row by row in flat arrays.
"use strict";

// Return the numbers that Python packed: float32 as they are, or whole numbers times one step.
function unpack({ base64, step }) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  if (step === null) return new Float32Array(bytes.buffer);
  return Float64Array.from(new Int8Array(bytes.buffer), (whole) => whole * step);
}

function unpackLayer({ weights, biases, shape }) {
  return { weights: unpack(weights), biases: unpack(biases), shape };
}

const relu = (numbers) => numbers.map((z) => Math.max(0, z));

// p_j = e^(z_j) / sum of e^(z_k); the largest z is subtracted first, so that nothing overflows.
function softmax(scores) {
  const largest = Math.max(...scores);
  const powers = scores.map((z) => Math.exp(z - largest));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

// z_j = b_j + sum over i of a_i W_ij
function dense(inputs, { weights, biases }) {
  const scores = Float64Array.from(biases);
  inputs.forEach((input, i) => {
    if (input === 0) return; // a blank pixel, or a unit at rest
    for (let j = 0; j < scores.length; j++) scores[j] += input * weights[i * scores.length + j];
  });
  return scores;
}

// Z_f(r, c) = b_f + sum over channels, a and b of K_f(channel, a, b) X_channel(r + a, c + b)
function correlate({ numbers, count, side }, { weights, biases, shape }) {
  const [filters, channels, k] = shape;
  const outSide = side - k + 1;
  const out = new Float64Array(filters * outSide * outSide);
  let at = 0;
  for (let f = 0; f < filters; f++) {
    for (let r = 0; r < outSide; r++) {
      for (let c = 0; c < outSide; c++) {
        let sum = biases[f];
        let w = f * channels * k * k;
        for (let channel = 0; channel < count; channel++) {
          for (let a = 0; a < k; a++) {
            const row = (channel * side + r + a) * side + c;
            for (let b = 0; b < k; b++) sum += weights[w++] * numbers[row + b];
          }
        }
        out[at++] = sum;
      }
    }
  }
  return { numbers: out, count: filters, side: outSide };
}

// The largest number of each 2 × 2 window; a last row or column that fills no window is left out.
function maxPool({ numbers, count, side }) {
  const half = Math.floor(side / 2);
  const out = new Float64Array(count * half * half);
  for (let i = 0; i < out.length; i++) {
    const map = Math.floor(i / (half * half));
    const r = 2 * (Math.floor(i / half) % half);
    const corner = (map * side + r) * side + 2 * (i % half);
    out[i] = Math.max(numbers[corner], numbers[corner + 1], numbers[corner + side], numbers[corner + side + 1]);
  }
  return { numbers: out, count, side: half };
}

// Two blocks of cross-correlation, ReLU and pooling, then the dense layer.
function forwardCNN(pixels, [...layers]) {
  const last = layers.pop();
  const hidden = [];
  let maps = { numbers: pixels, count: 1, side: 28 };
  for (const layer of layers) {
    const Z = correlate(maps, layer);
    maps = maxPool({ ...Z, numbers: relu(Z.numbers) });
    hidden.push(maps);
  }
  // The dense layer takes place by place, and at each place map by map.
  const { numbers, count, side } = maps;
  const inputs = numbers.map((_, i) => numbers[(i % count) * side * side + Math.floor(i / count)]);
  return { hidden, probabilities: softmax(dense(inputs, last)) };
}

// Hidden layers with ReLU, then the last layer.
function forwardMLP(pixels, [...layers]) {
  const last = layers.pop();
  const hidden = [];
  let activations = pixels;
  for (const layer of layers) {
    activations = relu(dense(activations, layer));
    hidden.push({ numbers: activations, count: activations.length, side: 1 });
  }
  return { hidden, probabilities: softmax(dense(activations, last)) };
}
