/// <reference lib="webworker" />
import { defineJob, handle } from "../../src/index.ts";
import { serve } from "../../sw/index.ts";
import { answer } from "../measures/answer.ts";
import { lives } from "../measures/lives.ts";
import { peers } from "../measures/peers.ts";
import { now, rawWorker } from "../measures/raw-path.ts";

declare const self: ServiceWorkerGlobalScope;

const told = new BroadcastChannel("bench");
const ping = defineJob<{ n: number }>("ping");
const hang = defineJob<{ n: number }>("hang", { retry: false });

self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
serve({
  handlers: [
    handle(ping, ({ n }) => told.postMessage({ n, at: now() })),
    handle(hang, ({ n }) => told.postMessage({ n, at: now() })),
    handle(defineJob("send-email"), () => {}),
  ],
});

const measures = { ...lives, ...peers };
const raw = rawWorker((n) => told.postMessage({ n, at: now() }));

self.addEventListener("message", (event) => {
  const { bench, input } = (event.data ?? {}) as { bench?: string; input?: unknown };
  if (bench === undefined) return;
  if (bench === "raw-wake") return event.waitUntil(raw());
  event.waitUntil(answer(measures, bench, input).then((reply) => event.ports[0]?.postMessage(reply)));
});
