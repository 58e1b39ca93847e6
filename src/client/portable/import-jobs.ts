import { expectKnownOptions, expectOption } from "../../errors/expect-option.ts";
import { type Check, optional, text } from "../../job/check.ts";
import type { LogEntry } from "../../job/log.ts";
import type { JobRecord } from "../../job/record.ts";
import { INDEX_FIELDS, instant, recordFault } from "../../job/record-shape.ts";
import { anything, integer, oneOf, shape } from "../../job/shape.ts";
import { isFinal } from "../../job/state.ts";
import { isLarge } from "../../job/storable.ts";
import type { StepInfo } from "../../monitor/monitor-api.ts";
import {
  beginImport,
  endImport,
  IMPORT_HOLD,
  type Imported,
  type IncomingJob,
  importDefinitions,
  importJobs,
} from "../../operations/import-jobs.ts";
import { repairAwaiting } from "../../operations/repair-awaiting.ts";
import { argsKey, type PayloadRow, resultKey } from "../../operations/tables.ts";
import type { Clock } from "../../platform/clock.ts";
import { isRecurringRecord } from "../../recurring/record-shape.ts";
import type { RecurringRecord } from "../../recurring/recurring-job.ts";
import { nextOccurrences } from "../../recurring/schedule.ts";
import type { Storage } from "../../storage/storage.ts";
import { sortableTime } from "../../time/sortable.ts";
import type { ImportOptions, ImportResult, ImportSource } from "../api/export-api.ts";
import {
  type ExportedDefinition,
  type ExportedJob,
  isExportedDefinition,
  isExportedJob,
} from "./export-format.ts";
import { broken, readSource } from "./import-source.ts";
import { readPortable } from "./read-portable.ts";

/** Takes in an export, page by page; each page whole or not at all. */
export async function importAll(
  storage: Storage,
  clock: Clock,
  source: ImportSource,
  options: ImportOptions = {},
): Promise<ImportResult> {
  expectKnownOptions("import", options, ["run"]);
  const { run = false } = options;
  expectOption(typeof run === "boolean", "import", "run", run, "true or false");
  const { header, pages } = await readSource(source);
  const { sequence, paused, holds } = header;
  const offset = await storage.run(beginImport, { now: clock.now(), sequence, paused, holds });
  const incoming = new IncomingJobs({ offset, sequence, run });
  const result: ImportResult = { jobs: 0, recurring: 0, skipped: 0 };
  for await (const page of pages) {
    // Checked to the last of the page before the first of it is stored.
    const [kind, { imported, skipped }]: [keyof ImportResult, Imported] =
      "jobs" in page
        ? [
            "jobs",
            await storage.run(importJobs, {
              now: clock.now(),
              jobs: page.jobs.map((job) => incoming.job(job)),
            }),
          ]
        : [
            "recurring",
            await storage.run(importDefinitions, {
              now: clock.now(),
              definitions: page.recurring.map((each) => incoming.definition(each, clock.now())),
            }),
          ];
    result[kind] += imported;
    result.skipped += skipped;
  }
  await storage.run(endImport, { now: clock.now() });
  while ((await storage.run(repairAwaiting, { now: clock.now() })).more);
  return result;
}

const step: { readonly [K in keyof Required<StepInfo>]: Check } = {
  name: text(100_000),
  value: anything,
  until: optional(instant),
  attempt: optional(integer(1)),
  at: optional(instant),
};
const isStep = shape(step);
const line: { readonly [K in keyof Required<LogEntry>]: Check } = {
  attempt: integer(1),
  at: instant,
  level: oneOf("debug", "info", "warn", "error"),
  message: text(100_000),
  data: optional(anything),
};
const isLine = shape(line);

/** Turns what a file says into rows that could have been stored here. */
class IncomingJobs {
  readonly #offset: number;
  readonly #sequence: number;
  readonly #run: boolean;
  readonly #places = new Set<number>();

  constructor({ offset, sequence, run }: { offset: number; sequence: number; run: boolean }) {
    this.#offset = offset;
    this.#sequence = sequence;
    this.#run = run;
  }

  /** @throws InvalidJobError what can't be a job */
  job(given: ExportedJob): IncomingJob {
    if (!isExportedJob(given)) throw broken("one of its jobs is none");
    const told = readPortable(given.record) as JobRecord;
    const fault = recordFault(told);
    if (fault !== undefined) throw broken(`its job '${String(told?.id)}' is none: ${fault}`);
    const { id, sequence, createdAt } = told;
    if (this.#places.has(sequence)) throw broken(`its job '${id}' has another job's place in line`);
    this.#places.add(sequence);
    const payloads: PayloadRow[] = given.rows.map(([key, value]) => ({
      id: `${id} ${key}`,
      value: rowValue(key, readPortable(value)),
    }));
    const apart = ["args", "result", "payload", "resultPayload", "attached", "batch", "own", ...INDEX_FIELDS];
    const rest = Object.fromEntries(Object.entries(told).filter(([name]) => !apart.includes(name)));
    const record = { ...rest, sequence: this.#offset + sequence } as JobRecord;
    if (payloads.length > 0) record.attached = true;
    // What an id that the app chose would sort by; also for one that only looks as if it had been made here.
    if (told.own !== undefined || !id.startsWith("0")) record.own = sortableTime(createdAt) + id;
    const args = readPortable(given.args);
    if (isLarge(args)) {
      record.payload = true;
      payloads.push({ id: argsKey(id), value: args });
    } else record.args = args;
    const result = readPortable(given.result);
    if (result !== undefined && isLarge(result)) {
      record.resultPayload = true;
      payloads.push({ id: resultKey(id), value: result });
    } else if (result !== undefined) record.result = result;
    if (!isFinal(record.state) && (!this.#run || given.partial)) record.hold = IMPORT_HOLD;
    // The header is written first, the jobs one page after the other.
    return { record, payloads, isLate: sequence > this.#sequence };
  }

  /** @throws InvalidJobError what can't be a recurring definition */
  definition(given: ExportedDefinition, now: number): RecurringRecord {
    if (!isExportedDefinition(given)) throw broken("one of its recurring jobs is none");
    const record = {
      ...(readPortable(given.record) as object),
      args: readPortable(given.args),
    } as RecurringRecord;
    if (!isRecurringRecord(record)) throw broken(`its recurring job '${String(record.id)}' is none`);
    try {
      nextOccurrences(record.schedule, now, 1);
    } catch (cause) {
      throw broken(`the schedule of its recurring job '${record.id}' can't be read`, cause);
    }
    return this.#run && !given.partial ? record : paused(record);
  }
}

function paused({ pausedUntil: _until, ...record }: RecurringRecord): RecurringRecord {
  return { ...record, paused: true };
}

function rowValue(key: string, value: unknown): unknown {
  const ok = key === "saved" || (key.startsWith("step") ? isStep(value) : isLine(value));
  if (!ok) throw broken(`one of its rows '${key}' is none`);
  return value;
}
