import { isWorkerMessage } from "../../src/client/worker/worker-message-shape.ts";
import type { RunAnswer, WorkerMessage } from "../../src/client/worker/worker-protocol.ts";
import { InvalidJobError } from "../../src/errors/call-errors.ts";
import { errorInfo } from "../../src/errors/error-info.ts";
import { StorageUnavailableError } from "../../src/errors/storage-errors.ts";
import { CLIENT_OPERATIONS } from "../../src/server/operations-by-name.ts";
import { type Shift, workDuring } from "../shift.ts";
import type { IncomingMessage } from "../worker-scope.ts";
import type { WakeSource } from "./wake-source.ts";

/** A drained worker takes work again after this long: the new version it made room for has not come. */
const DRAINED = 60_000;

/** A page says that there is work, that a new version waits, or that it has lost its database. */
export const message: WakeSource = {
  type: "message",
  onEvent(shift: Shift, event: IncomingMessage) {
    const { data, origin } = event;
    // No browser lets another origin's page post here; should one, nobody listens.
    if (origin !== "" && origin !== shift.scope.location.origin) return;
    // The word that workbox-window, and with it most apps, use for letting a waiting version in.
    if ((data as { type?: unknown } | null)?.type === "SKIP_WAITING")
      event.waitUntil(shift.scope.skipWaiting());
    if (!isWorkerMessage(data)) return;
    if (data.slowmatch === "wake") workDuring(shift, event, data.source);
    else if (data.slowmatch === "drain") event.waitUntil(drain(shift, event));
    else event.waitUntil(runForPage(shift, event, data));
  },
};

/** Makes room for the next version: takes nothing new, lets what runs end in its share of time, gives back the rest. */
async function drain(shift: Shift, event: IncomingMessage): Promise<void> {
  const { server, lifetime } = shift;
  shift.drainedUntil = lifetime.now() + DRAINED;
  const span = lifetime.begin("drain");
  server.warn();
  await Promise.race([server.quiet(), span.shareOver]);
  span.stop();
  if (server.busy > 0) await server.giveBack();
  for (const port of event.ports) port.postMessage({ drained: true });
}

/** A page that has lost its database does everything through this one. */
async function runForPage(
  { storage, database }: Shift,
  { ports }: IncomingMessage,
  { operation, input, options, database: wanted }: Extract<WorkerMessage, { slowmatch: "run" }>,
): Promise<void> {
  let answer: RunAnswer;
  try {
    const elsewhere = `This service worker runs the jobs of the database '${database}', not of '${wanted}'. Give both the same namespace.`;
    if (wanted !== database) throw new StorageUnavailableError(elsewhere);
    const known = CLIENT_OPERATIONS.get(operation);
    const older = `This service worker doesn't know the operation '${operation}'; it is older than the page.`;
    if (!known) throw new Error(older);
    if (!known.accepts(input))
      throw new InvalidJobError(`'${operation}' was asked for with an input of another shape.`);
    answer = { result: await storage.run(known.operation, input, options) };
  } catch (error) {
    answer = { error: errorInfo(error) };
  }
  for (const port of ports) port.postMessage(answer);
}
