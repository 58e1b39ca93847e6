#!/usr/bin/env node
// @ts-check
// Takes the pictures of docs/pictures/dashboard: every view at a phone's and a desk's width, light, dark and Persian, of
// the sample that the tests use. `node scripts/pictures.mjs [--only jobs] [--to folder]`.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { createServer } from "vite";
import { chromiumArgs, findChromium } from "./browser.mjs";
import { leanCron } from "./lean-cron.mjs";
import { smallPng } from "./small-png.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
/** @param {string} name */
const option = (name) => process.argv[process.argv.indexOf(name) + 1];
const only = process.argv.includes("--only") ? option("--only") : undefined;
const folder = process.argv.includes("--to") ? (option("--to") ?? "") : join(root, "docs/pictures/dashboard");

/** A picture's name and the harness's query for it. */
const VIEWS = {
  overview: "view=overview",
  jobs: "view=jobs",
  failed: "view=jobs&state=failed",
  retries: "view=jobs&state=retries",
  job: "view=job&open=Upload%20of",
  recurring: "view=recurring",
  batches: "view=batches",
  batch: "view=batch&batch-id=batch:01k-import",
  queues: "view=queues",
  servers: "view=servers",
  empty: "view=overview&data=empty",
};
const LOOKS = /** @type {const} */ ([
  { look: "light", colorScheme: "light", lang: "en" },
  { look: "dark", colorScheme: "dark", lang: "en" },
  { look: "persian", colorScheme: "light", lang: "fa" },
]);
const WIDTHS = { 320: 640, 1440: 900 };

const server = await createServer({
  configFile: false,
  root,
  logLevel: "warn",
  publicDir: false,
  plugins: [leanCron()],
  server: { port: 0, host: "127.0.0.1" },
  cacheDir: join(root, "node_modules/.cache/pictures"),
  optimizeDeps: { entries: ["test/dashboard/harness.html"] },
});
await server.listen();
const address = server.resolvedUrls?.local[0];
const executablePath = findChromium();
const browser = await chromium.launch({ args: chromiumArgs, ...(executablePath ? { executablePath } : {}) });
mkdirSync(folder, { recursive: true });
try {
  for (const { look, colorScheme, lang } of LOOKS) {
    const context = await browser.newContext({
      colorScheme,
      reducedMotion: "reduce",
      timezoneId: "Asia/Tehran",
    });
    const page = await context.newPage();
    for (const [view, query] of Object.entries(VIEWS)) {
      if (only && !only.split(",").includes(view)) continue;
      for (const [width, height] of Object.entries(WIDTHS)) {
        await page.setViewportSize({ width: Number(width), height });
        await page.goto(`${address}test/dashboard/harness.html?lang=${lang}&${query}`);
        await page.waitForSelector("body[data-shown]");
        // As tall as the view, so that all of it is seen, but no endless list.
        const whole = /** @type {number} */ (
          await page.evaluate(() => document.documentElement.scrollHeight)
        );
        await page.setViewportSize({
          width: Number(width),
          height: Math.min(Math.max(whole, height), height * 3),
        });
        await page.waitForTimeout(150);
        const picture = await page.screenshot();
        const { pixels, size } = await decode(page, picture);
        const file = `${view}-${width}-${look}.png`;
        writeFileSync(join(folder, file), smallPng(pixels, size.width, size.height));
        console.log(file);
      }
    }
    await context.close();
  }
} finally {
  await browser.close();
  await server.close();
}

/** The browser that took it can also read it. @param {import("playwright").Page} page @param {Buffer} picture */
async function decode(page, picture) {
  const { width, height, base64 } = await page.evaluate(
    /** @param {string} png */
    async (png) => {
      const bitmap = await createImageBitmap(
        new Blob([Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0))]),
      );
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext("2d");
      context?.drawImage(bitmap, 0, 0);
      const data = context?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? new Uint8ClampedArray();
      let text = "";
      for (let i = 0; i < data.length; i += 0x8000)
        text += String.fromCharCode(...data.subarray(i, i + 0x8000));
      return { width: bitmap.width, height: bitmap.height, base64: btoa(text) };
    },
    picture.toString("base64"),
  );
  return { pixels: Buffer.from(base64, "base64"), size: { width, height } };
}
