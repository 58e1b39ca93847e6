import { defineJob } from "slowmatch";

export const greet = defineJob<{ name: string }, string>("greet", { timeout: "1m" });
