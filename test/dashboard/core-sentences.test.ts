import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CORE_SENTENCES, LACKS } from "../../src/dashboard/locale/core-sentences.ts";
import { en } from "../../src/dashboard/locale/en.ts";
import { LANGUAGES } from "../../src/dashboard/locale/languages.ts";
import { createLocale, type Locale } from "../../src/dashboard/locale/locale.ts";
import { laneBlockers } from "../../src/job/lane-blockers.ts";
import { needBlockers, preferenceBlockers } from "../../src/job/needs-met.ts";
import { transition } from "../../src/job/transition.ts";
import { makeJob, NOON } from "../support/make-job.ts";

const localeOf = async (language: string): Promise<Locale> => {
  const { load, direction } = LANGUAGES[language]!;
  return createLocale(await load(), language, direction, "UTC");
};
const others = Object.keys(LANGUAGES).filter((language) => language !== "en");
const plain = (text: string): string => text.replace(/[\u2068\u2069]/g, "");

/** What stands in for each place, in English. */
const FILLED: Record<string, string> = {
  n: "3",
  max: "10",
  limit: "5",
  per: "1 min",
  lack: "the network",
  kind: "window",
  on: "succeeded",
  end: "job was deleted",
  said: "HttpError: 503",
  version: "send 4",
};
const filled = (template: string): string =>
  template.replace(/\{(\w+)\}/g, (_, place: string) => FILLED[place] ?? `the-${place}`);

/** The core's sentences that are put together from parts; the tests below have the core say them. */
const COMPOSED = [
  "It comes from a newer version of the app (§ §) and waits for that to run.",
  "It runs in a § only.",
  "Held by '§'§",
  "Waiting for § (on '§').",
  "§It was to run when § had §, but that § §.",
  "It was to run when § had §, but that § was § already.",
  "It was to begin when § had §, and that was § already.",
  "Retry § of §: §: §",
  "The storage was full: § not kept.",
];

describe("the sentences of the core", () => {
  test("are all known here: one that is said in another way needs its translations looked at", () => {
    const templates = new Set(Object.values(CORE_SENTENCES).map((each) => each.replace(/\{\w+\}/g, "§")));
    const said = ["job", "operations", "server", "client"].flatMap((folder) =>
      readdirSync(`src/${folder}`, { recursive: true, encoding: "utf8" }).flatMap((file) => {
        if (!file.endsWith(".ts")) return [];
        const source = readFileSync(`src/${folder}/${file}`, "utf8");
        const texts = source.matchAll(
          /\b(?:reason|detail)(?::| =)\s*(?:"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g,
        );
        return [...texts].map(([, text, template]) => (text ?? template ?? "").replace(/\$\{[^}]*\}/g, "§"));
      }),
    );

    expect(said.length).toBeGreaterThan(25);
    expect([...new Set(said)].filter((each) => !templates.has(each) && !COMPOSED.includes(each))).toEqual([]);
  });

  test.each(others)("are all said in %s, with what is filled in", async (language) => {
    const locale = await localeOf(language);

    for (const [name, template] of Object.entries(CORE_SENTENCES)) {
      const english = filled(template);
      const told = plain(locale.core(english));
      expect(told, name).not.toBe(english);
      for (const [, place = ""] of template.matchAll(/\{(id|queue|name|key|hold|said|version)\}/g))
        expect(told, name).toContain(FILLED[place] ?? `the-${place}`);
      for (const [, place = ""] of template.matchAll(/\{(n|max|limit)\}/g))
        expect(told, name).toContain(locale.number(Number(FILLED[place])));
      expect(told, name).not.toMatch(/[{}]/);
    }
  });

  test.each(others)("in %s name each thing of the device that is lacking", async (language) => {
    const locale = await localeOf(language);
    const here = {
      online: true,
      unmetered: false,
      charging: false,
      visible: false,
      idle: false,
      roomy: false,
    };
    const said = [
      ...needBlockers("n", { ...here, online: false }),
      ...needBlockers("ucvis", here),
      ...preferenceBlockers("ucvis", here, undefined),
    ].map(({ detail }) => detail);

    expect(said).toHaveLength(11);
    for (const each of said) {
      expect(locale.core(each)).not.toBe(each);
      for (const lack of Object.values(LACKS)) expect(locale.core(each)).not.toContain(lack);
    }
  });

  test.each(others)("in %s are those by which a lane waits", async (language) => {
    const locale = await localeOf(language);
    const lane = {
      queue: "mail",
      name: "send",
      needs: "",
      prefers: "",
      hold: "auth",
      owner: "ada",
      place: "" as const,
      version: 4,
      suspicion: 0,
    };
    const world = {
      online: true,
      unmetered: true,
      paused: ["mail"],
      holds: [{ name: "auth", at: NOON, reason: "Sign in again" }],
      queues: [],
      handles: new Set(["send"]),
      kind: "window" as const,
    };
    const said = [
      ...laneBlockers(lane, world),
      ...laneBlockers(
        { ...lane, place: "worker" },
        { ...world, paused: ["*"], holds: [{ name: "auth", at: NOON }] },
      ),
      ...laneBlockers(
        { ...lane, version: 0, place: "window" },
        { ...world, kind: "service-worker" as const },
      ),
      ...laneBlockers({ ...lane, version: 0, place: "service-worker" }, world),
      ...laneBlockers({ ...lane, version: 0 }, { ...world, owner: "grace" }),
      ...laneBlockers(lane, { ...world, queues: ["other"], versions: { send: 4 } }),
      ...laneBlockers(lane, { ...world, handles: new Set<string>() }),
    ].map(({ detail }) => detail);

    expect(new Set(said).size).toBe(11);
    expect(said.filter((each) => locale.core(each) === each)).toEqual([]);
    expect(plain(locale.core("Held by 'auth': Sign in again"))).toMatch(/auth.*: Sign in again$/);
  });
});

test("an interruption and a spent retry are told of as the core puts them together", async () => {
  const locale = await localeOf("tr");
  const job = makeJob({ attempts: 0, maxAttempts: 2 });
  const entry = { id: job.id, token: 1, since: NOON, attempt: 1, lane: "x" } as never;
  const error = { name: "HttpError", message: "503" };
  const reasonOf = (event: Parameters<typeof transition>[2]): string =>
    transition(job, entry, event, NOON + 1_000)?.job.history.at(-1)?.reason ?? "";

  expect(plain(locale.core(reasonOf({ type: "threw", error, retryAfter: 60_000 })))).toBe(
    "Yeniden deneme 1 / 1: HttpError: 503",
  );
  expect(locale.core(reasonOf({ type: "threw", error }))).toBe("Bu hatadan sonra yeniden denenmez.");
  expect(locale.core(reasonOf({ type: "succeeded", shed: ["result"] }))).toBe(
    "Depolama doluydu: sonucu saklanmadı.",
  );
  expect(locale.core(reasonOf({ type: "succeeded", shed: ["log"] }))).toBe(
    "Depolama doluydu: son günlük satırları saklanmadı.",
  );
});

test("what the app itself has written stays as it is, alone and inside the core's sentences", async () => {
  const locale = await localeOf("fa");

  for (const own of ["", "Sign in again", "Waiting for Godot, and others.", "All is well."])
    expect(locale.core(own)).toBe(own);
  expect(plain(locale.core("Its batch was cancelled: the user said so"))).toContain(": the user said so");
  expect(plain(locale.core("At most 1200 may start in 90 s for 'api'."))).toContain("۱٬۲۰۰");
});

test("English is the core's own", () => {
  const english = createLocale(en, "en", "ltr", "UTC");

  expect(english.core("Its time has come.")).toBe("Its time has come.");
});
