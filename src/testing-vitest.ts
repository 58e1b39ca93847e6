import "./testing/vitest-matchers.ts";

export type { JobMatchers } from "./testing/vitest-matchers.ts";
