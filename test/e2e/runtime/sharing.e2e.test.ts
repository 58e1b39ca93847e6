import type { Page } from "playwright";
import { expect, test } from "vitest";
import { openTabs, serveIn, setScene } from "./scene.ts";

const scene = setScene();

/** Two tabs with a server each, beside their worker's. */
const tabsWithServers = (): Promise<[Page, Page]> => openTabs(scene, serveIn);

const results = (page: Page, ids: string[]) =>
  page.evaluate((all) => Promise.all(all.map((id) => app.client.result(id))), ids);

/** The begins and ends of these jobs, in the order in which the server outside was told of them. */
const course = (ids: readonly string[]) =>
  scene.server.entries.flatMap((entry) =>
    (entry.type === "begin" || entry.type === "end") && ids.includes(entry.job) ? [entry] : [],
  );

/** The most of these jobs that had begun and not ended. */
function peak(ids: readonly string[]): number {
  let running = 0;
  return Math.max(...course(ids).map(({ type }) => (running += type === "begin" ? 1 : -1)));
}

test("two tabs and their worker keep one limit for each key: never more than two of a key run, and each once", async () => {
  const tabs = await tabsWithServers();
  const enqueue = (lane: string): Promise<string[]> =>
    app.client.enqueueMany(
      Array.from({ length: 10 }, () => ({ job: app.jobs.paired, args: { lane, gate: "pairs" } })),
    );
  const lanes = await Promise.all(
    ["a", "b", "c"].map(async (lane) =>
      (await Promise.all(tabs.map((page) => page.evaluate(enqueue, lane)))).flat(),
    ),
  );
  // More than the four that one context runs: the limit is reached for each key, and over several contexts.
  await scene.server.when((entries) => entries.filter(({ type }) => type === "begin").length >= 6);
  // Whoever has a place left has looked for more by the time it has done one of these.
  for (const page of tabs)
    await results(page, await page.evaluate(async () => [await app.client.enqueue(app.jobs.addOne)]));
  for (const ids of lanes) expect(course(ids).map(({ type }) => type)).toEqual(["begin", "begin"]);
  expect(new Set(course(lanes.flat()).map(({ where }) => where)).size).toBeGreaterThan(1);

  scene.server.open("pairs");
  for (const ids of lanes) {
    await results(tabs[0], ids);
    expect(peak(ids)).toBe(2);
    for (const id of ids) expect(course([id]).map(({ type }) => type)).toEqual(["begin", "end"]);
  }
});

test("a lane of limit one, filled from two tabs, is gone through in order by whoever is free", async () => {
  const tabs = await tabsWithServers();
  const ids: string[] = [];
  for (let i = 0; i < 24; i++)
    ids.push(await tabs[i % 2]!.evaluate(() => app.client.enqueue(app.jobs.inLine, { lane: "x" })));
  await results(tabs[0], ids);
  expect(course(ids).map(({ type, job }) => `${type} ${job}`)).toEqual(
    ids.flatMap((id) => [`begin ${id}`, `end ${id}`]),
  );
});

test("a rate holds over all contexts: no second has more than its five starts", async () => {
  const tabs = await tabsWithServers();
  const enqueue = (): Promise<string[]> =>
    app.client.enqueueMany(Array.from({ length: 9 }, () => ({ job: app.jobs.metered, args: {} })));
  const ids = (await Promise.all(tabs.map((page) => page.evaluate(enqueue)))).flat();
  await results(tabs[1], ids);
  const all = await tabs[0].evaluate(() => app.all());
  // By the claims' own clock, which the limit goes by; a request to the ledger takes its time.
  const starts = all.flatMap(({ startedAt }) => startedAt ?? []).sort((a, b) => a - b);
  expect(starts).toHaveLength(18);
  for (let i = 5; i < starts.length; i++)
    expect(starts[i]! - starts[i - 5]!, `starts ${i - 5} and ${i}`).toBeGreaterThanOrEqual(1_000);
  for (const id of ids) expect(course([id]).map(({ type }) => type)).toEqual(["begin", "end"]);
});

/** Asks three times for each of these keys, all at once; answers ids, and errors by their names. */
const ask = async (onConflict: "keep" | "reject"): Promise<string[][]> =>
  Promise.all(
    Array.from({ length: 30 }, (_, i) =>
      Promise.all(
        Array.from({ length: 3 }, () =>
          app.client
            .enqueue(app.jobs.task, { gate: "unique" }, { unique: { key: `${onConflict} ${i}`, onConflict } })
            .catch((error: Error) => error.name),
        ),
      ),
    ),
  );

test("two tabs that ask for one unique job at once, many times, get one: all its id, or all but one the conflict", async () => {
  const tabs = await tabsWithServers();
  const [first, second] = await Promise.all(tabs.map((page) => page.evaluate(ask, "keep" as const)));
  const kept = first!.map((ids, i) => {
    const answers = new Set([...ids, ...second![i]!]);
    expect(answers.size).toBe(1);
    return [...answers][0]!;
  });
  expect(new Set(kept).size).toBe(30);

  const [one, other] = await Promise.all(tabs.map((page) => page.evaluate(ask, "reject" as const)));
  const made = one!.map((answers, i) => {
    const all = [...answers, ...other![i]!];
    expect(all.filter((answer) => answer === "JobConflictError")).toHaveLength(5);
    return all.find((answer) => answer !== "JobConflictError")!;
  });
  const stored = await tabs[0].evaluate(() => app.all());
  expect(new Set(stored.map(({ id }) => id))).toEqual(new Set([...kept, ...made]));
  expect(stored).toHaveLength(60);

  scene.server.open("unique");
  await results(tabs[1], [...kept, ...made]);
  for (const id of [...kept, ...made]) expect(scene.server.of("end", id)).toHaveLength(1);
});

test("a throttled job is there once in its span, however often two tabs ask, and once more in the next", async () => {
  const tabs = await tabsWithServers();
  const askUntilThree = async (): Promise<string[]> => {
    const ids = new Set<string>();
    const unique = { key: "throttled", while: "500ms" };
    while (ids.size < 3) ids.add(await app.client.enqueue(app.jobs.addOne, undefined, { unique }));
    return [...ids];
  };
  const [first, second] = await Promise.all(tabs.map((page) => page.evaluate(askUntilThree)));
  await results(tabs[0], [...new Set([...first!, ...second!])]);
  const all = await tabs[0].evaluate(() => app.all());
  const created = all.map(({ createdAt }) => createdAt).sort((a, b) => a - b);
  expect(new Set(all.map(({ id }) => id))).toEqual(new Set([...first!, ...second!]));
  // The span counts from the call, which reads its clock a moment before its transaction stores the job.
  for (let i = 1; i < created.length; i++) expect(created[i]! - created[i - 1]!).toBeGreaterThan(450);
});
