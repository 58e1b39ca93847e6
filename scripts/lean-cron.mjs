// @ts-check
// cron-parser in a bundle, without what we never ask of it: it is used in UTC only, so luxon (22 of its 31 kB) is
// replaced by a shim of the few methods it calls; and its fields are built by us, so its own parsers stay out. The shim
// is held to the real luxon by test/recurring/luxon-utc.test.ts.
import { fileURLToPath } from "node:url";

const shim = fileURLToPath(new URL("../src/recurring/luxon-utc.ts", import.meta.url));
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
    if (id === "luxon") return shim;
    return /^\.\/Cron(?:Expression|File)Parser$/.test(id) ? UNUSED : null;
  },
  /** @param {string} id */
  load: (id) => (id === UNUSED ? "export {}" : null),
});
