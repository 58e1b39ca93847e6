import type { Features, PageFeatures } from "../features.ts";
import { offeredFeatures } from "../offered.ts";
import { type Feature, fetched } from "../parts/feature.ts";

/** A chunk each, fetched when it is first needed. Made anew for each client; the browser keeps what it has loaded. */
export function pageFeatures(): PageFeatures {
  const one = <Name extends keyof Features>(
    name: Name,
    fetch: () => Promise<Part<Features[Name]>>,
  ): Feature<Part<Features[Name]>> =>
    fetched(name, async () => (offeredFeatures()?.[name].now as Part<Features[Name]>) ?? fetch());
  return {
    reading: one("reading", () => import("../reading.ts")),
    recurring: one("recurring", () => import("../recurring/recurring-client.ts")),
    batches: one("batches", () => import("../batch/batches-client.ts")),
    commands: one("commands", () => import("../calls/commands.ts")),
    portable: one("portable", () => import("../portable/portable.ts")),
    senses: fetched("senses", () => import("../../platform/browser-senses.ts")),
    duties: fetched("duties", () => import("../worker/page-duties.ts")),
  };
}

type Part<Of> = Of extends Feature<infer P> ? P : never;
