import { createClient } from "slowmatch";

// Vite's development server gives the worker as a module; a build makes one classic script of it.
export const jobs = createClient({
  serviceWorker: import.meta.env.DEV ? { url: "/sw.ts", type: "module" } : "/sw.js",
});
