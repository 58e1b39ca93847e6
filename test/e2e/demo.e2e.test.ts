import { readFile, stat } from "node:fs/promises";
import type { BrowserContext } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { RealBrowser, setOffline } from "../support/real-browser.ts";
import { confirmed, DemoVisit, PHOTO } from "./demo-visit.ts";

// The demo as a person uses it: built, in a real browser, on its own server. What surrounds notes is in
// demo-tools.e2e.test.ts.

const browser = new RealBrowser();
let context: BrowserContext;
let visit: DemoVisit;

beforeAll(async () => {
  context = await browser.start();
});
afterAll(() => browser.dispose());

beforeEach(async () => {
  visit = await DemoVisit.begin(context);
});
afterEach(async () => {
  await setOffline(context, false);
  await visit.end();
});

/** Pixels of an image file, as the browser decodes it. */
const dimensions = async (file: string): Promise<{ width: number; height: number }> => {
  const bytes = (await readFile(file)).toString("base64");
  return visit.page.evaluate(async (data) => {
    const content = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const { width, height } = await createImageBitmap(new Blob([content]));
    return { width, height };
  }, bytes);
};

test("a note reaches the server with a smaller photo, once, and is confirmed", async () => {
  const note = await visit.write("Grey heron at the weir", PHOTO);
  await confirmed(note);

  const [sent = ""] = await visit.photosOnDisk();
  expect((await stat(sent)).size).toBeLessThan((await stat(PHOTO)).size / 2);
  expect(await dimensions(PHOTO)).toEqual({ width: 1_600, height: 1_200 });
  expect(await dimensions(sent)).toEqual({ width: 1_200, height: 900 });
  expect([visit.received("note"), visit.received("photo")]).toEqual([1, 1]);

  await visit.page.reload();
  await confirmed(visit.note("Grey heron at the weir"));
});

test("a note is sent although its tab is closed at once", async () => {
  await visit.write("Written in passing", PHOTO);
  await visit.page.close();
  await expect.poll(() => visit.received("photo"), { timeout: 20_000 }).toBe(1);
  await visit.openAgain(context);
  await confirmed(visit.note("Written in passing"));
  expect(visit.received("note")).toBe(1);
});

test("a note waits for the network and goes when it is back", async () => {
  await setOffline(context, true);
  await visit.page.getByText("Offline", { exact: true }).waitFor();
  const note = await visit.write("No signal in the valley", PHOTO);
  await note.getByText("Waiting for network").waitFor();
  expect(visit.received("note")).toBe(0);

  await setOffline(context, false);
  await confirmed(note);
  expect(await visit.photosOnDisk()).toHaveLength(1);
});

describe("a busy server", () => {
  test("is asked again when it wants to be, and not before", async () => {
    visit.server.setMode({ mode: "busy", retryAfter: 2, times: 1 });
    const note = await visit.write("Rush hour at the feeder");
    await note.getByText(/Trying again in \d s/).waitFor();
    await note.getByText(/Attempt 1 of \d: The server is busy/).waitFor();
    await confirmed(note);
    const { refusals, receipts } = visit.server.ledger.read();
    expect(refusals.map(({ mode }) => mode)).toEqual(["busy"]);
    expect(receipts[0]!.at - refusals[0]!.at).toBeGreaterThanOrEqual(2_000);
  });

  test("is asked at once when a person says so", async () => {
    visit.server.setMode({ mode: "busy", retryAfter: 600, times: 1 });
    const note = await visit.write("Too long a pause");
    await note.getByRole("button", { name: "Try now" }).click();
    await confirmed(note);
  });
});

test("a reload in the middle disturbs nothing", async () => {
  visit.server.setMode({ mode: "slow", delay: 1_500 });
  const note = await visit.write("Page turned while sending", PHOTO);
  await note.getByText("Uploading").first().waitFor();
  await visit.page.reload();
  visit.server.setMode({ mode: "ok" });
  await confirmed(note);
  expect([visit.received("note"), visit.received("photo")]).toEqual([1, 1]);
});

test("with the server gone the page loads, takes a note, and sends it when the server is back", async () => {
  const { page } = visit;
  await visit.server.close();
  await page.reload();
  // From the precache, like the page itself.
  await page.getByRole("button", { name: "Attach sample photo: Leaf with dew" }).click();
  await page.getByText("leaf.jpg").waitFor();
  const note = await visit.write("Written while the server was away");
  await note.getByText("Trying again").waitFor();

  await visit.restartServer();
  await note.getByRole("button", { name: "Try now" }).click();
  await confirmed(note);
  expect(await visit.photosOnDisk()).toHaveLength(1);
});

test("a power cut in the middle of an upload costs nothing but time", async () => {
  const other = new RealBrowser();
  try {
    await visit.page.close();
    await visit.openAgain(await other.start());
    visit.server.setMode({ mode: "slow", delay: 60_000 });
    await (await visit.write("Lights out", PHOTO)).getByText("Uploading").first().waitFor();
    await other.kill();
    visit.server.setMode({ mode: "ok" });
    await visit.openAgain(await other.start());
    await confirmed(visit.note("Lights out"));
    expect(await visit.photosOnDisk()).toHaveLength(1);
  } finally {
    await other.dispose();
  }
});

test("a photo that can't be read fails at once, and the note goes on without it", async () => {
  const broken = { name: "broken.jpg", mimeType: "image/jpeg", buffer: Buffer.from("not an image at all") };
  const note = await visit.write("A torn film", broken);
  await note.getByText("not an image that the browser can read").waitFor();
  await note.getByRole("button", { name: "Go on without it" }).click();
  await confirmed(note);
  expect(await visit.photosOnDisk()).toEqual([]);
});

test("a note without a title stays in the form, which says what is missing", async () => {
  const { page } = visit;
  await page.getByLabel("What did you see?").fill("Something small");
  await page.getByRole("button", { name: "Save note" }).click();
  await page.getByRole("alert").getByText("Give the note a title").waitFor();
  expect(await page.getByLabel("What did you see?").inputValue()).toBe("Something small");
  expect(await page.getByRole("article").count()).toBe(0);
});

test("a file that is no photo is turned away with a reason", async () => {
  const { page } = visit;
  const text = { name: "list.txt", mimeType: "text/plain", buffer: Buffer.from("heron, swift") };
  await page.getByLabel("Attach photos").setInputFiles(text);
  await page.getByRole("alert").getByText("“list.txt” is not a photo.").waitFor();
});

test("a removed note is gone with its jobs, and stays gone", async () => {
  await setOffline(context, true);
  const note = await visit.write("Never mind");
  await note.getByRole("button", { name: "Remove “Never mind” from this device" }).click();
  await note.waitFor({ state: "detached" });
  await setOffline(context, false);
  await confirmed(await visit.write("But this one"));
  expect(visit.received("note")).toBe(1);
});
