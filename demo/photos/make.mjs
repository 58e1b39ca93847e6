#!/usr/bin/env node
// @ts-check
// Paints the demo's sample photos. They are our own work and in the public domain: node demo/photos/make.mjs [name …]
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { chromiumArgs, findChromium } from "../../scripts/browser.mjs";
import { add, hash } from "./noise.mjs";
import { dawn, leaf, shoreline } from "./scenes.mjs";

const SIZE = { width: 1600, height: 1200 };
/** Chosen by the weight of the file: 200 to 400 KB, about what a phone makes of this size. */
const SCENES = {
  dawn: { paint: dawn, quality: 0.9 },
  leaf: { paint: leaf, quality: 0.8 },
  shoreline: { paint: shoreline, quality: 0.82 },
};

/** @param {import("./noise.mjs").Colour} colour @returns {import("./noise.mjs").Colour} */
const clamp = ([r, g, b]) => [limit(r), limit(g), limit(b)];
/** @param {number} shade */
const limit = (shade) => Math.min(1, Math.max(0, shade));

/** Two by two points in each pixel, and the grain of a film, so that it doesn't look drawn. @param {(x: number, y: number) => import("./noise.mjs").Colour} paint */
function pixels(paint) {
  const { width, height } = SIZE;
  const bytes = Buffer.alloc(width * height * 4, 255);
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      /** @type {import("./noise.mjs").Colour} */
      let colour = [0, 0, 0];
      for (const dy of [0.25, 0.75])
        for (const dx of [0.25, 0.75])
          colour = add(colour, clamp(paint((column + dx) / height, (row + dy) / height)), 1 / 4);
      const grain = (hash(column, row) + hash(column + 9001, row) - 1) * 0.018;
      const shades = colour.map((shade) => Math.min(255, Math.max(0, Math.round((shade + grain) * 255))));
      bytes.set(shades, (row * width + column) * 4);
    }
  return bytes;
}

const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArgs });
const page = await browser.newPage();
const wanted = process.argv.slice(2);
for (const [name, { paint, quality }] of Object.entries(SCENES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const jpeg = await page.evaluate(
    async ({ data, width, height, quality }) => {
      const raw = await (await fetch(`data:application/octet-stream;base64,${data}`)).arrayBuffer();
      const canvas = new OffscreenCanvas(width, height);
      canvas.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(raw), width, height), 0, 0);
      const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
      return Array.from(new Uint8Array(await blob.arrayBuffer()));
    },
    { data: pixels(paint).toString("base64"), ...SIZE, quality },
  );
  await writeFile(fileURLToPath(new URL(`${name}.jpg`, import.meta.url)), Buffer.from(jpeg));
  console.log(`${name}.jpg ${Math.round(jpeg.length / 1024)} KB`);
}
await browser.close();
