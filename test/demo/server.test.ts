import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DemoServer, startDemoServer } from "../../demo/server/server.mjs";

let folder: string;
let server: DemoServer;

const note = {
  id: "n-1",
  title: "Heron",
  text: "By the weir.",
  createdAt: 5,
  photos: [{ id: "p-1", name: "a.jpg" }],
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slowmatch-demo-test-"));
  await mkdir(join(folder, "site/assets"), { recursive: true });
  await writeFile(join(folder, "site/index.html"), "<!doctype html><title>Field notes</title>");
  await writeFile(join(folder, "site/sw.js"), "// worker");
  await writeFile(join(folder, "site/assets/main-abc.js"), "export {};");
  await writeFile(join(folder, "secret.txt"), "not for the network");
  await symlink(join(folder, "secret.txt"), join(folder, "site/link.txt"));
  server = await start();
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const start = (port = 0): Promise<DemoServer> =>
  startDemoServer({ root: join(folder, "site"), data: join(folder, "data"), port });

const get = (path: string): Promise<Response> => fetch(new URL(path, server.url));

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(new URL(path, server.url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

const postPhoto = (id: string, bytes: Uint8Array<ArrayBuffer>, type = "image/webp"): Promise<Response> =>
  fetch(new URL(`api/photos/${id}`, server.url), {
    method: "POST",
    headers: { "content-type": type },
    body: bytes,
  });

/** `fetch` tidies dots out of an address before it is sent; an attacker doesn't. */
const getRaw = (path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port: server.port, path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });

describe("the page", () => {
  test("comes with its types, and what must be fresh is asked for each time", async () => {
    const page = await get("");
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
    expect((await get("sw.js")).headers.get("cache-control")).toBe("no-cache");
    const script = await get("assets/main-abc.js");
    expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(script.headers.get("cache-control")).toContain("immutable");
  });

  test("is not sent again when it hasn't changed", async () => {
    const tag = (await get("")).headers.get("etag") ?? "";
    const again = await fetch(server.url, { headers: { "if-none-match": tag } });
    expect(again.status).toBe(304);
  });

  test.each([
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/../../secret.txt",
    "/link.txt",
    "/%00",
    "/%zz",
    "/assets",
    "/missing.js",
  ])("there is nothing outside of its folder: %s", async (path) => {
    expect(await getRaw(path)).toBe(404);
  });
});

describe("notes and photos", () => {
  test("a note is written to disk; a repeated one is welcome and counted", async () => {
    expect((await post("api/notes", note)).status).toBe(201);
    expect(await (await post("api/notes", note)).json()).toEqual({ id: "n-1", repeated: true });
    expect(await readdir(join(folder, "data/notes"))).toEqual(["n-1.json"]);
    expect(server.ledger.times("note", "n-1")).toBe(2);
    const { notes } = (await (await get("api/notes")).json()) as { notes: unknown[] };
    expect(notes).toEqual([{ ...note, place: "" }]);
  });

  test("a photo keeps its bytes and its type, and the note knows that it has arrived", async () => {
    const bytes = new Uint8Array([1, 2, 3, 4]);
    await post("api/notes", note);
    expect(((await (await get("api/notes/n-1")).json()) as { photos: string[] }).photos).toEqual([]);
    expect((await postPhoto("p-1", bytes)).status).toBe(201);
    expect(new Uint8Array(await readFile(join(folder, "data/photos/p-1.webp")))).toEqual(bytes);
    const back = await get("api/photos/p-1");
    expect(back.headers.get("content-type")).toBe("image/webp");
    expect(new Uint8Array(await back.arrayBuffer())).toEqual(bytes);
    expect(((await (await get("api/notes/n-1")).json()) as { photos: string[] }).photos).toEqual(["p-1"]);
  });

  test("the same photo sent twice at once is whole", async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => postPhoto("p-1", new Uint8Array(50_000).fill(7))),
    );
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(await readdir(join(folder, "data/photos"))).toEqual(["p-1.webp"]);
  });

  test("the ledger outlives the server", async () => {
    await post("api/notes", note);
    await server.close();
    server = await start(server.port);
    expect(server.ledger.times("note", "n-1")).toBe(1);
  });

  test.each([
    ["no title", { ...note, title: " " }],
    ["a path as its id", { ...note, id: "../up" }],
    ["a bad photo", { ...note, photos: [{ id: "a/b", name: "x" }] }],
    ["a text that is too long", { ...note, text: "x".repeat(20_001) }],
  ])("a note with %s is refused with a reason, and nothing is written", async (_, body) => {
    const answer = await post("api/notes", body);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { error: string }).error).not.toBe("");
    expect(await readdir(join(folder, "data/notes"))).toEqual([]);
  });

  test("what is too large, of the wrong type or not JSON is refused", async () => {
    expect((await post("api/notes", { ...note, text: "x".repeat(70_000) })).status).toBe(413);
    expect((await postPhoto("p-1", new Uint8Array(11 * 1024 * 1024))).status).toBe(413);
    expect((await postPhoto("p-1", new Uint8Array([1]), "image/svg+xml")).status).toBe(415);
    expect((await postPhoto("p-1", new Uint8Array([]))).status).toBe(400);
    const form = await fetch(new URL("api/notes", server.url), {
      method: "POST",
      body: JSON.stringify(note),
    });
    expect(form.status).toBe(415);
    expect((await get("api/photos/p-1")).status).toBe(404);
    expect((await get("api/nowhere")).status).toBe(404);
    const removal = await fetch(new URL("api/notes", server.url), { method: "DELETE" });
    expect(removal.status).toBe(405);
    expect(removal.headers.get("allow")).toBe("POST, GET");
  });

  test("a summary is kept under its id", async () => {
    const summary = { id: "s-1", at: 1, notes: 2, photos: 3, confirmed: 1 };
    expect((await post("api/summaries", summary)).status).toBe(201);
    expect(await readdir(join(folder, "data/summaries"))).toEqual(["s-1.json"]);
  });
});

describe("moods", () => {
  test("busy names the seconds, and lasts as many requests as it was told", async () => {
    await post("api/mode", { mode: "busy", retryAfter: 3, times: 2 });
    const first = await post("api/notes", note);
    expect(first.status).toBe(429);
    expect(first.headers.get("retry-after")).toBe("3");
    expect((await post("api/notes", note)).status).toBe(429);
    expect((await post("api/notes", note)).status).toBe(201);
    expect(server.ledger.read().refusals.map(({ mode }) => mode)).toEqual(["busy", "busy"]);
    expect(await (await get("api/mode")).json()).toMatchObject({ mode: "ok" });
  });

  test("an error is a 500, and nothing is written", async () => {
    server.setMode({ mode: "error" });
    expect((await post("api/notes", note)).status).toBe(500);
    expect(await readdir(join(folder, "data/notes"))).toEqual([]);
  });

  test("slow answers after its delay", async () => {
    server.setMode({ mode: "slow", delay: 60 });
    const from = performance.now();
    expect((await post("api/notes", note)).status).toBe(201);
    expect(performance.now() - from).toBeGreaterThanOrEqual(55);
  });

  test("down cuts the connection, yet can be told to get up", async () => {
    await post("api/mode", { mode: "down" });
    await expect(post("api/notes", note)).rejects.toThrow(TypeError);
    await post("api/mode", { mode: "ok" });
    expect((await post("api/notes", note)).status).toBe(201);
  });

  test.each([{ mode: "merry" }, { mode: "slow", delay: -1 }, { mode: "busy", retryAfter: "5" }, {}])(
    "an unknown mood is refused and changes nothing: %j",
    async (setting) => {
      expect((await post("api/mode", setting)).status).toBe(400);
      expect(await (await get("api/mode")).json()).toMatchObject({ mode: "ok" });
    },
  );
});

test("closing cuts connections that are kept alive, and the port is free at once", async () => {
  await get("api/notes");
  await server.close();
  await expect(get("api/notes")).rejects.toThrow(TypeError);
  server = await start(server.port);
  expect((await get("api/notes")).status).toBe(200);
});
