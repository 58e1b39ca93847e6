import { defineConfig } from "vite";

// The service worker: one classic script at the root of the site.
export default defineConfig({
  publicDir: false,
  build: {
    emptyOutDir: false,
    rolldownOptions: {
      input: "sw.ts",
      output: { format: "iife", entryFileNames: "sw.js", codeSplitting: false },
    },
  },
});
