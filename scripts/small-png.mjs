// @ts-check
// A PNG with at most 256 colours, a quarter of the size: screenshots of a user interface have few colours, and the
// repository keeps every one of them for good.
import { crc32, deflateSync } from "node:zlib";

const COLORS = 256;
/** Colours that differ by no more than this in each part are one. */
const APART = 6;

/**
 * @param {Uint8Array | Uint8ClampedArray} pixels red, green, blue, alpha; the last is ignored
 * @param {number} width
 * @param {number} height
 */
export function smallPng(pixels, width, height) {
  const { palette, indexOf } = paletteOf(pixels);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = indexOf((y * width + x) * 4);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a pixel, a palette.
  header.set([8, 3], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette.flat())),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/**
 * Frequent colours; every other becomes the nearest of them.
 *
 * @param {Uint8Array | Uint8ClampedArray} pixels
 */
function paletteOf(pixels) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  /** @param {number} at */
  const colorAt = (at) => ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
  for (let at = 0; at < pixels.length; at += 4) {
    const color = colorAt(at);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  /** @type {number[][]} */
  const palette = [];
  // The most frequent first, but none that is nearly another: the edges of letters would take every place.
  for (const [color] of [...counts].sort((a, b) => b[1] - a[1])) {
    const parts = [color >> 16, (color >> 8) & 255, color & 255];
    const near = palette.some((other) => parts.every((part, i) => Math.abs(part - (other[i] ?? 0)) <= APART));
    if (!near) palette.push(parts);
    if (palette.length === COLORS) break;
  }
  /** @type {Map<number, number>} */
  const known = new Map();
  /** @param {number} color */
  const nearest = (color) => {
    let [best, distance] = [0, Number.POSITIVE_INFINITY];
    for (const [i, [r = 0, g = 0, b = 0]] of palette.entries()) {
      const d = (r - (color >> 16)) ** 2 + (g - ((color >> 8) & 255)) ** 2 + (b - (color & 255)) ** 2;
      if (d < distance) [best, distance] = [i, d];
    }
    return best;
  };
  return {
    palette,
    /** @param {number} at */
    indexOf(at) {
      const color = colorAt(at);
      const index = known.get(color) ?? nearest(color);
      known.set(color, index);
      return index;
    },
  };
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body) >>> 0);
  return Buffer.concat([length, body, sum]);
}
