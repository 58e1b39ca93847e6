import { defineJob } from "slowmatch";

export const greet = defineJob<{ name: string }, { greeting: string; where: string }>("greet", {
  queue: "mail",
});
