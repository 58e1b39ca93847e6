import type { Page } from "playwright";
import { expect, test } from "vitest";
import { setScene } from "./scene.ts";

const scene = setScene();

const openAs = (user: string): Promise<Page> =>
  scene.openApp(`/page.html?worker=/owners.sw.js&owner=${user}`);

/** Signs out whoever is there and signs in another, as docs/constraints.md tells an app to do. */
const signIn = (page: Page, user: string): Promise<void> =>
  page.evaluate(async (name) => {
    await app.client.hold("auth", "Signing in.");
    const cache = await caches.open("session");
    await cache.put("/signed-in-user", new Response(name));
    await app.client.release("auth");
  }, user);

const enqueue = (page: Page, gate?: string): Promise<string> =>
  page.evaluate(
    (name) => app.client.enqueue(app.jobs.task, name === undefined ? {} : { gate: name }, { hold: "auth" }),
    gate,
  );
const resultOf = (page: Page, id: string) => page.evaluate((job) => app.client.result(job), id);
const jobOf = (page: Page, id: string) => page.evaluate((job) => app.client.get(job), id);

/** What the server outside was told under which name. */
const endsOf = (): (string | undefined)[] =>
  scene.server.of("end").map((entry) => ("where" in entry ? entry.where : undefined));

test("jobs of a user who is not signed in wait, unspent, while another's are done, and are done when she is back", async () => {
  const ada = await openAs("ada");
  await signIn(ada, "grace");
  const hers = await Promise.all([enqueue(ada), enqueue(ada), enqueue(ada)]);
  const grace = await openAs("grace");
  expect(await resultOf(grace, await enqueue(grace))).toMatchObject({ where: "grace as grace" });
  for (const id of hers)
    expect(await jobOf(ada, id)).toMatchObject({
      state: "enqueued",
      attempt: 0,
      owner: "ada",
      waitingFor: [{ kind: "not-here", detail: "It belongs to a user who is not signed in." }],
    });

  await signIn(ada, "ada");
  for (const id of hers) expect(await resultOf(ada, id)).toEqual({ where: "ada as ada", attempt: 1 });
  expect(endsOf()).toEqual(["grace as grace", "ada as ada", "ada as ada", "ada as ada"]);
});

test("a job that runs when its user signs out is given back at once and never sent as the next one", async () => {
  const ada = await openAs("ada");
  await signIn(ada, "ada");
  const id = await enqueue(ada, "slow");
  await scene.server.begun(id);
  await signIn(ada, "grace");
  await expect.poll(async () => (await jobOf(ada, id))?.state).toBe("enqueued");
  const grace = await openAs("grace");
  await resultOf(grace, await enqueue(grace));
  scene.server.open("slow");
  await resultOf(grace, await enqueue(grace));
  expect(await jobOf(ada, id)).toMatchObject({ state: "enqueued", attempt: 0, interruptions: 0 });
  expect(endsOf()).toEqual(["grace as grace", "grace as grace"]);

  await signIn(ada, "ada");
  expect(await resultOf(ada, id)).toEqual({ where: "ada as ada", attempt: 1 });
  expect(scene.server.of("end", id)).toHaveLength(1);
});

test("an expired session holds all of a user's jobs, and the next sign-in lets them go with all their attempts", async () => {
  const ada = await openAs("ada");
  await signIn(ada, "ada");
  await ada.evaluate(async () => (await caches.open("session")).put("/session-expired", new Response("yes")));
  const ids = await Promise.all([enqueue(ada), enqueue(ada), enqueue(ada)]);
  for (const id of ids)
    await expect
      .poll(() => jobOf(ada, id))
      .toMatchObject({
        state: "enqueued",
        attempt: 0,
        waitingFor: [{ kind: "hold", detail: "Held by 'auth': The session has expired." }],
      });
  expect(scene.server.of("begin")).toEqual([]);

  await ada.evaluate(async () => (await caches.open("session")).delete("/session-expired"));
  await signIn(ada, "ada");
  for (const id of ids) expect(await resultOf(ada, id)).toEqual({ where: "ada as ada", attempt: 1 });
});
