// @ts-check
// The three sample photos as functions of a place: x from 0 to 4/3, y from 0 at the top to 1.
import { add, blend, cells, clouds, crests, hash, mix, noise, scale, smooth } from "./noise.mjs";

/** @import { Colour } from "./noise.mjs" */

/* ---- Dawn: ridges behind each other in the mist, a still lake, spruces ---- */

const SUN = { x: 0.93, y: 0.4 };
const SHORE = 0.735;

/** @param {number} x @param {number} y @returns {Colour} */
const sky = (x, y) => {
  let colour = blend([0.16, 0.25, 0.44], [0.52, 0.5, 0.66], smooth(-0.05, 0.3, y));
  colour = blend(colour, [0.98, 0.74, 0.56], smooth(0.14, 0.48, y));
  const away = Math.hypot((x - SUN.x) * 0.8, y - SUN.y);
  colour = add(colour, [0.55, 0.33, 0.12], Math.exp(-away * 4.2));
  colour = add(colour, [0.9, 0.75, 0.5], Math.exp(-away * away * 420));
  const veil = clouds(x * 1.7 + 3, y * 9 + 1.2 * clouds(x * 3, y * 4), 6);
  const lit = smooth(0.05, 0.42, y);
  return blend(colour, blend([0.44, 0.4, 0.56], [1, 0.79, 0.62], lit), smooth(0.5, 0.82, veil) * 0.62);
};

const RIDGES = [
  { base: 0.44, height: 0.16, size: 2.3, seed: 4.7 },
  { base: 0.5, height: 0.17, size: 2.9, seed: 21.2 },
  { base: 0.57, height: 0.15, size: 3.3, seed: 43.9 },
  { base: 0.64, height: 0.13, size: 3.1, seed: 60.4 },
  { base: 0.705, height: 0.1, size: 3.9, seed: 88.1 },
];

/** @param {number} x @param {number} y @returns {Colour} */
const mountains = (x, y) => {
  let colour = sky(x, y);
  RIDGES.forEach(({ base, height, size, seed }, index) => {
    const near = index / (RIDGES.length - 1);
    const crest = base - height * (crests(x * size + seed, seed, 6) - 0.42) * 1.5;
    const inside = smooth(crest - 0.0012, crest + 0.0012, y);
    if (inside === 0) return;
    const glow = Math.exp(-Math.abs(x - SUN.x) * 2.4);
    const haze = blend([0.66, 0.6, 0.7], [1, 0.76, 0.58], glow);
    const rock = blend([0.6, 0.53, 0.62], [0.085, 0.13, 0.2], near ** 0.72);
    const relief = crests(x * size * 3 + seed, y * 11 + x * 4 + seed, 5) - 0.5;
    let face = scale(rock, 1 + relief * mix(0.16, 0.5, near));
    face = add(face, [0.3, 0.15, 0.05], glow * smooth(0.03, 0, y - crest) * (1 - near * 0.7) * 0.7);
    const mist =
      smooth(0, 0.15, y - crest) *
      mix(0.86, 0.5, near) *
      (0.72 + 0.56 * (clouds(x * 2 + seed, y * 9, 4) - 0.5));
    colour = blend(colour, blend(face, haze, mist), inside);
  });
  return colour;
};

/** How much of a spruce covers this place. @param {number} x @param {number} y @param {number} foot @param {number} spacing @param {number} tallest @param {number} seed */
const spruces = (x, y, foot, spacing, tallest, seed) => {
  let cover = 0;
  const nearest = Math.floor(x / spacing);
  for (let tree = nearest - 2; tree <= nearest + 2; tree += 1) {
    const tall = tallest * (0.5 + 0.5 * hash(tree, seed));
    const down = (y - (foot - tall)) / tall;
    if (down < 0 || down > 1.2) continue;
    const middle = (tree + 0.5 + (hash(tree, seed + 1) - 0.5) * 0.9) * spacing;
    // Branches: a saw along the height, ragged by noise.
    const branch = (down * 15 + hash(tree, seed + 2) * 3) % 1;
    const wide = tall * 0.17 * down * (0.5 + 0.6 * branch) * (0.75 + 0.5 * noise(x * 900, y * 600)) + 0.0011;
    cover = Math.max(cover, smooth(wide, wide - 0.0016, Math.abs(x - middle)));
  }
  return cover;
};

/** @param {number} x @param {number} y @returns {Colour} */
const farShore = (x, y) => {
  const colour = mountains(x, y);
  const bank = SHORE - 0.006 - 0.012 * clouds(x * 4, 2, 3);
  const trees = Math.max(spruces(x, y, bank + 0.006, 0.0125, 0.05, 3), smooth(bank, bank + 0.002, y));
  return blend(colour, [0.07, 0.1, 0.145], trees * 0.94);
};

/** @param {number} x @param {number} y @returns {Colour} */
export function dawn(x, y) {
  let colour;
  if (y < SHORE) colour = farShore(x, y);
  else {
    const depth = (y - SHORE) / (1 - SHORE);
    const ripple = clouds(x * mix(60, 14, depth), y * mix(420, 120, depth), 3) - 0.5;
    const mirrored = SHORE - (y - SHORE) * 0.95 + ripple * mix(0.006, 0.06, depth);
    colour = scale(farShore(x + ripple * 0.012, Math.min(mirrored, SHORE - 0.001)), 0.88);
    colour = blend(colour, [0.13, 0.2, 0.32], 0.12 + 0.3 * depth);
    colour = add(
      colour,
      [0.5, 0.36, 0.22],
      smooth(0.12, 0.3, ripple) * Math.exp(-Math.abs(x - SUN.x) * 5) * 0.55,
    );
    colour = blend(colour, [0.92, 0.78, 0.72], smooth(0.012, 0, y - SHORE) * 0.5);
  }
  const ground = 0.985 - 0.14 * smooth(0.62, 0, x) - 0.035 * clouds(x * 6, 9, 4);
  const front = Math.max(
    spruces(x, y, ground + 0.02, 0.068, 0.46 * smooth(0.75, 0, x) + 0.02, 12),
    smooth(ground, ground + 0.004, y + 0.012 * (noise(x * 260, y * 40) - 0.5)),
  );
  return blend(colour, add([0.022, 0.036, 0.05], [0.06, 0.05, 0.03], noise(x * 500, y * 500) * 0.35), front);
}

/* ---- Leaf: light through it, veins, drops of dew ---- */

const DROPS = Array.from({ length: 46 }, (_, n) => ({
  x: hash(n, 1) * 1.4 - 0.03,
  y: hash(n, 2) * 1.06 - 0.03,
  radius: 0.006 + 0.05 * hash(n, 3) ** 4.2,
}));

/** @param {number} x @param {number} y @returns {Colour} */
const blade = (x, y) => {
  const bend = 0.05 * Math.sin(x * 2.2);
  const along = (x - 0.1) * 0.88 - (y - 0.82) * 0.475;
  const across = (x - 0.1) * 0.475 + (y - 0.82) * 0.88 + bend;
  const side = Math.abs(across);
  const sharp = 0.35 + 0.65 * smooth(0.95, 0.2, Math.hypot(x - 0.72, y - 0.5));
  const rib = smooth(0.017 - along * 0.007, 0.003, side);
  // Side veins leave the rib at an angle and bend towards the tip.
  const way =
    (along - side * 0.72 - side * side * 0.55 + (across > 0 ? 0.052 : 0) + 0.012 * clouds(x * 6, y * 6, 3)) /
    0.118;
  const phase = way - Math.floor(way);
  const gap = Math.abs(phase - 0.5) * 2;
  const vein = smooth(0.945 - 0.03 * smooth(0.5, 0, side), 0.995, gap);
  const net = cells(along * 34 + 2 * noise(x * 9, y * 9), across * 34);
  const mesh = cells(along * 105, across * 105);
  const light = clouds(x * 1.4 + 8, y * 1.4, 4);
  let colour = blend([0.1, 0.3, 0.07], [0.5, 0.74, 0.16], smooth(0.25, 0.75, light + (phase - 0.5) * 0.34));
  colour = blend(colour, [0.72, 0.84, 0.24], 0.4 * smooth(0.62, 0.9, light));
  // Each field between two veins bulges, so that one flank of it looks away from the light.
  colour = scale(colour, 0.84 + 0.3 * smooth(0, 0.75, phase) - 0.26 * smooth(0.8, 1, phase));
  colour = scale(colour, 0.93 + 0.14 * net.cell);
  colour = blend(colour, [0.66, 0.8, 0.33], smooth(0.09, 0.01, mesh.border) * 0.2 * sharp);
  colour = blend(colour, [0.7, 0.83, 0.36], smooth(0.11, 0.01, net.border) * 0.46 * sharp);
  colour = scale(colour, 1 - 0.28 * smooth(0.8, 0.93, gap) * (1 - vein));
  colour = blend(colour, [0.82, 0.91, 0.56], vein * 0.85);
  colour = scale(colour, 1 - 0.35 * smooth(0.035, 0.015, side) * (1 - rib));
  colour = blend(colour, [0.86, 0.92, 0.62], rib * (0.8 + 0.2 * noise(along * 160, across * 600)));
  return scale(colour, 0.9 + 0.2 * clouds(x * 130, y * 130, 2));
};

/** @param {number} x @param {number} y @returns {Colour} */
export function leaf(x, y) {
  let colour = blade(x, y);
  for (const drop of DROPS) {
    const dx = (x - drop.x) / drop.radius;
    const dy = (y - drop.y) / drop.radius;
    const wobble = 1 + 0.06 * Math.sin(Math.atan2(dy, dx) * 3 + drop.x * 40);
    const away = Math.hypot(dx, dy) * wobble;
    const shadow = Math.hypot(dx - 0.24, dy - 0.3) * wobble;
    if (away > 1.9) continue;
    colour = scale(colour, 1 - 0.5 * smooth(1.3, 0.75, shadow) * smooth(0.95, 1.02, away));
    const inside = smooth(1.02, 0.97, away);
    if (inside === 0) continue;
    // A drop is a lens: it shows the leaf upside down, dark at the side of the lamp and bright opposite.
    const lens = blade(drop.x - dx * drop.radius * 0.55, drop.y - dy * drop.radius * 0.55);
    const turn = (dx + dy) * Math.SQRT1_2;
    let water = scale(lens, 0.74 + 0.62 * smooth(-0.5, 0.95, turn));
    water = add(water, [0.5, 0.6, 0.34], smooth(0.5, 0.95, turn) * smooth(1, 0.7, away) * 0.8);
    water = scale(water, 1 - 0.42 * smooth(0.84, 1, away));
    water = add(water, [1, 1, 0.97], smooth(0.21, 0.1, Math.hypot((dx + 0.38) * 1.25, dy + 0.42)) * 0.95);
    water = add(water, [1, 1, 0.97], smooth(0.09, 0.03, Math.hypot(dx + 0.02, dy + 0.58)) * 0.6);
    colour = blend(colour, water, inside);
  }
  return scale(colour, 1.1 - 0.62 * smooth(0.35, 1, Math.hypot((x - 0.72) * 0.8, y - 0.45)));
}

/* ---- Shoreline: seen from above, waves running out on the sand ---- */

const STONES = Array.from({ length: 34 }, (_, n) => ({
  x: hash(n, 41) ** 1.5 * 1.3,
  y: 1.02 - hash(n, 42) * 0.4,
  radius: 0.003 + 0.011 * hash(n, 43) ** 3,
  tone: hash(n, 44),
}));

/** @param {number} x @param {number} y @returns {Colour} */
const sand = (x, y) => {
  const bumps = clouds(x * 5, y * 5, 6);
  const waves = Math.sin((y * 0.9 - x * 0.5) * 190 + 9 * clouds(x * 6, y * 6, 4));
  let colour = blend([0.8, 0.68, 0.52], [0.95, 0.86, 0.71], smooth(0.25, 0.75, bumps));
  colour = scale(colour, 1 + 0.035 * waves * smooth(0.4, 0.62, bumps));
  colour = scale(colour, 0.93 + 0.15 * hash(Math.floor(x * 1200), Math.floor(y * 1200)));
  for (const stone of STONES) {
    const dx = (x - stone.x) / stone.radius;
    const dy = (y - stone.y) / stone.radius / (0.6 + 0.3 * stone.tone);
    const away = Math.hypot(dx * 0.8 + dy * 0.3, dy) + 0.15 * noise(dx * 2 + stone.x * 90, dy * 2);
    if (away > 2.5) continue;
    colour = scale(colour, 1 - 0.5 * smooth(1.5, 0.9, Math.hypot(dx - 0.35, dy - 0.4)));
    const stony = blend([0.36, 0.34, 0.34], [0.93, 0.88, 0.82], stone.tone);
    colour = blend(colour, scale(stony, 1.02 - 0.3 * smooth(-0.6, 0.9, dx + dy)), smooth(1.05, 0.92, away));
  }
  return colour;
};

/** Foam: bubbles leave holes, and it thins out with the distance. @param {number} x @param {number} y @param {number} dense */
const foam = (x, y, dense) => {
  const bend = clouds(x * 14, y * 14, 3) * 2.2;
  const wide = cells(x * 19 + bend, y * 19 + bend * 0.7).border;
  const fine = cells(x * 52 + bend * 2, y * 52).border;
  const lace = smooth(0.2 * dense + 0.03, 0, wide) * 0.85 + smooth(0.3 * dense, 0, fine) * 0.8;
  return Math.min(1, lace * smooth(0, 0.25, dense) + smooth(0.72, 1, dense));
};

const BREAKERS = [
  { at: 0.006, wide: 0.05, strong: 1 },
  { at: 0.085, wide: 0.06, strong: 0.85 },
  { at: 0.205, wide: 0.075, strong: 0.72 },
  { at: 0.38, wide: 0.06, strong: 0.4 },
];

/** @param {number} x @param {number} y @returns {Colour} */
export function shoreline(x, y) {
  const swing = 0.075 * Math.sin(x * 4.2 + 0.6) + 0.13 * (clouds(x * 2.1 + 5, y * 0.9, 4) - 0.5);
  // Below 0 it is land, above water; the water's edge is scalloped.
  const out = 0.56 + x * 0.27 - y - swing + 0.025 * (clouds(x * 13, y * 13, 3) - 0.5);
  const glide = out + 0.045 * clouds(x * 6 + 3, y * 6, 4);
  let colour = sand(x, y);
  colour = scale(colour, 1 - 0.3 * smooth(-0.17, -0.1, glide - 0.03 * noise(x * 5, 3)));
  colour = blend(colour, [0.6, 0.62, 0.6], 0.3 * smooth(-0.1, 0, out));
  if (out > 0) {
    const depth = smooth(0, 0.55, out);
    const bottom = scale(colour, 0.98);
    let water = blend([0.5, 0.83, 0.78], [0.1, 0.53, 0.6], smooth(0.02, 0.26, out));
    water = blend(water, [0.02, 0.27, 0.4], smooth(0.2, 0.72, out));
    const net = cells(x * 21 + 3 * clouds(x * 6, y * 6, 3), y * 27 + 3 * clouds(x * 6 + 9, y * 6, 3)).border;
    water = add(water, [0.3, 0.34, 0.26], smooth(0.13, 0.01, net) * (1 - depth) * 0.34);
    const swell =
      Math.sin(out * 46 + 5 * clouds(x * 3.4, y * 3.4, 4)) + 0.8 * (clouds(x * 24, y * 58, 3) - 0.5);
    water = scale(water, 1 + 0.1 * swell * smooth(0.05, 0.3, out));
    const weed = smooth(0.56, 0.74, clouds(x * 3.1 + 11, y * 3.1, 5)) * smooth(0.18, 0.45, out);
    water = blend(water, [0.03, 0.22, 0.28], weed * 0.6);
    colour = blend(bottom, water, smooth(-0.01, 0.11, out));
  }
  let white = 0;
  for (const { at, wide, strong } of BREAKERS) {
    const behind = out - at - 0.028 * (clouds(x * 5 + at * 90, y * 3, 4) - 0.5);
    const dense =
      smooth(-0.006, 0.004, behind) * smooth(wide, 0, behind) * (0.55 + 0.75 * clouds(x * 5 + at * 70, 4, 3));
    white = Math.max(white, foam(x, y, Math.min(1, dense)) * strong * smooth(0, 0.02, dense));
  }
  const shade = smooth(-0.012, -0.002, out) * smooth(0.006, -0.002, out);
  colour = scale(colour, 1 - 0.22 * shade);
  return blend(colour, [0.98, 0.99, 0.985], white * 0.95);
}
