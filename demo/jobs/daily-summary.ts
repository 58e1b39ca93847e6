import { type AnyJobHandler, handle } from "../../src/index.ts";
import { dailySummary } from "../jobs.ts";
import { countNotebook } from "../shared/notebook.ts";
import { postJson } from "./server-answer.ts";

export const dailySummaryHandler: AnyJobHandler = handle(dailySummary, async (_, context) => {
  const counts = await countNotebook();
  // The job's own id: a retry replaces what an attempt may already have brought there.
  await postJson("summaries", { id: context.id, at: Date.now(), ...counts }, context.signal);
  return counts;
});
