import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type Context,
  propagation,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  type TextMapPropagator,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { rolldown } from "rolldown";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { defineJob, handle, type JobFilter } from "../../src/index.ts";
import { createTestRuntime } from "../../src/testing.ts";
import { root } from "./markdown.ts";
import { snippetsIn, writeSnippets } from "./snippets.ts";

// docs/observability.md's filter for OpenTelemetry, as it stands there, over the real API and a tracer that remembers.
// There is no context manager, as there is none in most service workers.

interface Told {
  name: string;
  /** The name of the span above it. */
  parent: string | undefined;
  trace: string;
  attributes: unknown;
  failed: boolean;
  exceptions: unknown[];
  ended: boolean;
}

/** Spans in the order of their beginning. */
const spans: Told[] = [];

/** Once for all tests: the API holds on to the first. */
function remember(): void {
  const startSpan = (name: string, { attributes = {} }: SpanOptions = {}, around?: Context): Span => {
    const above = around && trace.getSpanContext(around);
    const traceId = above?.traceId ?? `trace-${spans.length}`;
    const told: Told = {
      name,
      parent: above && spans[Number(above.spanId)]?.name,
      trace: traceId,
      attributes,
      failed: false,
      exceptions: [],
      ended: false,
    };
    const spanId = String(spans.push(told) - 1);
    const span: Pick<Span, "spanContext" | "recordException" | "setStatus" | "end"> = {
      spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
      recordException: (exception) => void told.exceptions.push(exception),
      setStatus({ code }) {
        told.failed = code === SpanStatusCode.ERROR;
        return span as Span;
      },
      end() {
        expect(told.ended, `${name} ends once`).toBe(false);
        told.ended = true;
      },
    };
    return span as Span;
  };
  const tracer = { startSpan } as Tracer;
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
  const propagator: TextMapPropagator = {
    fields: () => ["traceparent"],
    inject(around, carrier, { set }) {
      const { traceId, spanId } = trace.getSpanContext(around)!;
      set(carrier, "traceparent", `${traceId} ${spanId}`);
    },
    extract(around, carrier, { get }) {
      const [traceId = "", spanId = ""] = String(get(carrier, "traceparent")).split(" ");
      return trace.setSpanContext(around, { traceId, spanId, traceFlags: 1 });
    },
  };
  propagation.setGlobalPropagator(propagator);
}

async function filterOfTheDocument(): Promise<JobFilter> {
  const home = join(root, "node_modules/.cache/slowmatch-telemetry");
  const written = snippetsIn(["ts"]).filter(
    ({ document, file }) => document === "docs/observability.md" && file === "tracing.ts",
  );
  expect(written).toHaveLength(1);
  writeSnippets(home, written);
  const input = join(home, "docs-observability/tracing.ts");
  const bundle = await rolldown({ input, external: ["@opentelemetry/api"], logLevel: "silent" });
  const file = join(home, "tracing.mjs");
  await bundle.write({ file, format: "es" });
  await bundle.close();
  const { tracing } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { tracing: JobFilter };
  return tracing;
}

let tracing: JobFilter;
beforeAll(async () => {
  remember();
  tracing = await filterOfTheDocument();
});
beforeEach(() => {
  spans.length = 0;
});

test("OpenTelemetry has an order, its shipping and its retry in one trace", async () => {
  const order = defineJob("order");
  const ship = defineJob("ship", { queue: "parcels", retry: { attempts: 1, delay: "1m" } });
  await using runtime = createTestRuntime({
    filters: [tracing],
    handlers: [
      handle(order, async (_, { client }) => {
        await Promise.resolve();
        await client.enqueue(ship, undefined, { id: "parcel" });
      }),
      handle(ship, (_, { attempt }) => {
        if (attempt === 1) throw new Error("No courier.");
      }),
    ],
  });

  await runtime.jobs.enqueue(order);
  await runtime.advance("5m");

  expect(spans.map(({ name, parent, failed, ended }) => [name, parent, failed, ended])).toEqual([
    ["enqueue order", undefined, false, true],
    ["perform order", "enqueue order", false, true],
    ["enqueue ship", "perform order", false, true],
    ["perform ship", "enqueue ship", true, true],
    ["perform ship", "enqueue ship", false, true],
  ]);
  expect(new Set(spans.map((span) => span.trace)).size).toBe(1);
  expect(spans[3]!.exceptions).toMatchObject([{ message: "No courier." }]);
  expect(spans.slice(3).map(({ attributes }) => attributes)).toEqual([
    { "job.id": "parcel", "job.queue": "parcels", "job.attempt": 1 },
    { "job.id": "parcel", "job.queue": "parcels", "job.attempt": 2 },
  ]);
});

test("OpenTelemetry is told of a call that was refused", async () => {
  await using runtime = createTestRuntime({ filters: [tracing], handlers: [] });

  const order = defineJob("order", { unique: { key: "one", while: "unfinished", onConflict: "reject" } });
  await runtime.jobs.enqueue(order);

  await expect(runtime.jobs.enqueue(order)).rejects.toThrow();

  const told = spans.map(({ name, failed, ended }) => ({ name, failed, ended }));
  expect(told).toEqual([
    { name: "enqueue order", failed: false, ended: true },
    { name: "enqueue order", failed: true, ended: true },
  ]);
});
