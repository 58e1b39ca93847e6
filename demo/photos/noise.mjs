// @ts-check
// Noise and mixing, as shaders have them: the paint of the three sample photos.

/** @typedef {[red: number, green: number, blue: number]} Colour each 0 to 1 */

/** @param {number} x @param {number} y @returns {number} 0 to 1, the same for the same place */
export const hash = (x, y) => {
  let n = Math.imul(x | 0, 374761393) + Math.imul(y | 0, 668265263);
  n = Math.imul(n ^ (n >>> 13), 1274126177);
  return ((n ^ (n >>> 16)) >>> 0) / 4294967296;
};

/** @param {number} a @param {number} b @param {number} t */
export const mix = (a, b, t) => a + (b - a) * t;

/** @param {number} from @param {number} to @param {number} x @returns {number} 0 to 1; `from` may be above `to` */
export const smooth = (from, to, x) => {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
};

/** @param {Colour} a @param {Colour} b @param {number} t @returns {Colour} */
export const blend = (a, b, t) => {
  const k = Math.min(1, Math.max(0, t));
  return [mix(a[0], b[0], k), mix(a[1], b[1], k), mix(a[2], b[2], k)];
};

/** @param {Colour} colour @param {number} by @returns {Colour} */
export const scale = ([r, g, b], by) => [r * by, g * by, b * by];

/** @param {Colour} a @param {Colour} b @param {number} [by] @returns {Colour} */
export const add = (a, b, by = 1) => [a[0] + b[0] * by, a[1] + b[1] * by, a[2] + b[2] * by];

/** @param {number} x @param {number} y */
export const noise = (x, y) => {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const u = smooth(0, 1, x - column);
  const v = smooth(0, 1, y - row);
  return mix(
    mix(hash(column, row), hash(column + 1, row), u),
    mix(hash(column, row + 1), hash(column + 1, row + 1), u),
    v,
  );
};

/** Noise of several sizes on top of each other. @param {number} x @param {number} y @param {number} [octaves] */
export const clouds = (x, y, octaves = 5) => {
  let sum = 0;
  let weight = 0.5;
  let px = x;
  let py = y;
  for (let octave = 0; octave < octaves; octave += 1) {
    sum += weight * noise(px, py);
    // Turned a little each time, or the grid would show.
    [px, py] = [1.62 * px - 1.18 * py + 17.3, 1.18 * px + 1.62 * py + 5.7];
    weight /= 2;
  }
  return sum / (1 - 0.5 ** octaves);
};

/** Sharp crests, as mountains have them. @param {number} x @param {number} y @param {number} [octaves] */
export const crests = (x, y, octaves = 5) => {
  let sum = 0;
  let weight = 0.5;
  for (let octave = 0; octave < octaves; octave += 1) {
    sum += weight * (1 - Math.abs(2 * noise(x * 2 ** octave + octave * 31.7, y * 2 ** octave) - 1));
    weight /= 2;
  }
  return sum / (1 - 0.5 ** octaves);
};

/**
 * Cells as in foam or in a leaf: how far it is to the border between the two nearest points.
 *
 * @param {number} x @param {number} y
 * @returns {{ border: number, cell: number }} `cell` is a value of the cell's own
 */
export const cells = (x, y) => {
  const column = Math.floor(x);
  const row = Math.floor(y);
  let nearest = 9;
  let second = 9;
  let cell = 0;
  for (let j = row - 1; j <= row + 1; j += 1)
    for (let i = column - 1; i <= column + 1; i += 1) {
      const away = Math.hypot(i + hash(i, j) - x, j + hash(i + 57, j + 113) - y);
      if (away < nearest) {
        second = nearest;
        nearest = away;
        cell = hash(i + 11, j + 29);
      } else if (away < second) second = away;
    }
  return { border: second - nearest, cell };
};
