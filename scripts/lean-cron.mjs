// @ts-check
// cron-parser in a bundle, without what we never ask of it: it is used in UTC only, so luxon (22 of its 31 kB) is
// replaced by a shim of the few methods it calls; and its fields are built by us and never written back as text, so its own
// parsers stay out, and its collection of fields is a plain one. Both are held to what they stand for by test/recurring/luxon-utc.test.ts.
import { fileURLToPath } from "node:url";

/** @param {string} name */
const ours = (name) => fileURLToPath(new URL(`../src/recurring/${name}.ts`, import.meta.url));
const UNUSED = "\0unused-cron-part";

/** A plugin for Vite and Rolldown. */
export const leanCron = () => ({
  name: "slowmatch:lean-cron",
  enforce: /** @type {const} */ ("pre"),
  /**
   * @param {string} id
   * @param {string | undefined} importer
   */
  resolveId(id, importer) {
    if (!/[\\/]cron-parser[\\/]/.test(importer ?? "")) return null;
    if (id === "luxon") return ours("luxon-utc");
    if (id === "./CronFieldCollection") return ours("plain-cron-fields");
    return /^\.\/Cron(?:Expression|File)Parser$/.test(id) ? UNUSED : null;
  },
  /** @param {string} id */
  load: (id) => (id === UNUSED ? "export {}" : null),
});
