export default {
  publicDir: false,
  build: {
    target: "es2022",
    emptyOutDir: false,
    rolldownOptions: {
      input: "sw.ts",
      output: { format: "iife", entryFileNames: "sw.js", codeSplitting: false },
    },
  },
};
