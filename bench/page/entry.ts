import { answer } from "../measures/answer.ts";
import { lives } from "../measures/lives.ts";
import { pagePeers } from "../measures/page-peers.ts";
import { batches } from "./batches.ts";
import { contention } from "./contention.ts";
import { dashboard } from "./dashboard.ts";
import { early } from "./early.ts";
import { growth } from "./growth.ts";
import { latency } from "./latency.ts";
import { reads } from "./reads.ts";
import { inWorker } from "./worker.ts";

const measures = {
  ...lives,
  ...pagePeers,
  ...latency,
  ...growth,
  ...dashboard,
  ...batches,
  ...contention,
  ...early,
  ...reads,
  inWorker: ({ measure, input }: { measure: string; input: unknown }) => inWorker(measure, input),
};

/** The host asks by long polling: a debugger at the page would slow what is measured. */
async function serveHost(context: string): Promise<void> {
  for (;;) {
    const { id, measure, input } = await (await fetch(`/next?context=${context}`)).json();
    const reply = { id, ...(await answer(measures, measure, input)) };
    await fetch("/done", { method: "POST", body: JSON.stringify(reply) });
  }
}
const context = new URLSearchParams(location.search).get("context");
if (context) void serveHost(context);
