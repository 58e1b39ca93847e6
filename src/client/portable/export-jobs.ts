import { expectKnownOptions, expectOption } from "../../errors/expect-option.ts";
import type { JobMeta } from "../../job/meta.ts";
import { isPlain } from "../../job/plain-object.ts";
import type { JobRecord } from "../../job/record.ts";
import { INDEX_FIELDS } from "../../job/record-shape.ts";
import { masked } from "../../job/redact.ts";
import { JOB_STATES } from "../../job/state.ts";
import { exportHead, exportPage, type ExportPage as ReadPage } from "../../operations/reads/export-page.ts";
import { readRecurring } from "../../operations/reads/queries.ts";
import { argsKey, resultKey, savedKey } from "../../operations/tables.ts";
import type { Clock } from "../../platform/clock.ts";
import type { RecurringRecord } from "../../recurring/recurring-job.ts";
import type { Storage } from "../../storage/storage.ts";
import type { ExportFilter, JobExport } from "../api/export-api.ts";
import { asGiven } from "../calls/as-given.ts";
import {
  EXPORT_FORMAT,
  EXPORT_VERSION,
  type ExportedDefinition,
  type ExportedJob,
  type ExportHeader,
  isExportFilter,
  PAGES_BEGIN,
  PAGES_END,
} from "./export-format.ts";
import { writePortable } from "./write-portable.ts";

/** Bytes up to which a Blob or a buffer is in an export, unless it is told otherwise: a picture's preview, not a film. */
const LARGEST = 65_536;

/**
 * Everything there is, or what matches, as JSON.
 *
 * @throws InvalidJobError for a filter that is none, when it is awaited or gone through
 */
export function exportJobs(storage: Storage, clock: Clock, filter: ExportFilter = {}): JobExport {
  const asked = asGiven(filter);
  // Refused where it is awaited or gone through, as every call refuses: a page can't know before its further scripts are there.
  const pieces = async function* (): AsyncGenerator<string> {
    const { largest, ...which } = checked(asked);
    yield* write(storage, clock, which, largest);
  };
  return {
    [Symbol.asyncIterator]: pieces,
    // biome-ignore lint/suspicious/noThenProperty: awaited, it is the whole text; gone through, it is its pieces
    then: (done, failed) => whole(pieces()).then(done, failed),
  };
}

/** @throws InvalidJobError */
function checked(filter: ExportFilter): ExportFilter & { largest: number } {
  const call = "export";
  expectKnownOptions(call, filter, [...Object.keys(isExportFilter), "largest"]);
  const { largest = LARGEST, ...given } = filter;
  for (const [name, value] of Object.entries(given))
    expectOption(
      isExportFilter[name]!(value),
      call,
      name,
      value,
      name === "ids" ? "a list of ids" : "a text",
    );
  const { state } = given;
  expectOption(
    state === undefined || JOB_STATES.includes(state),
    call,
    "state",
    state,
    JOB_STATES.join(", "),
  );
  const okSize = typeof largest === "number" && largest >= 0;
  expectOption(okSize, call, "largest", largest, "a number of bytes, or Infinity");
  return { ...given, largest };
}

async function whole(pieces: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
}

/** A line at a time: the header, a page for each so many jobs, the definitions. */
async function* write(
  storage: Storage,
  clock: Clock,
  filter: Omit<ExportFilter, "largest">,
  largest: number,
): AsyncGenerator<string> {
  const head = await storage.run(exportHead, undefined);
  const header: ExportHeader = {
    format: EXPORT_FORMAT,
    version: EXPORT_VERSION,
    exportedAt: clock.now(),
    ...head,
  };
  let separator = "\n";
  const line = (page: object): string => {
    const written = `${separator}${JSON.stringify(page)}`;
    separator = "\n,";
    return written;
  };
  yield `${JSON.stringify(header).slice(0, -1)},${PAGES_BEGIN}`;
  let after: string | undefined;
  do {
    const page: ReadPage = await storage.run(exportPage, after === undefined ? {} : { after });
    const jobs: ExportedJob[] = [];
    for (const job of page.jobs) if (matches(job.record, filter)) jobs.push(await exportJob(job, largest));
    if (jobs.length > 0) yield line({ jobs });
    after = page.next;
  } while (after !== undefined);
  const recurring = await exportDefinitions(storage, filter, largest);
  if (recurring.length > 0) yield line({ recurring });
  yield `\n${PAGES_END}`;
}

function matches(job: JobRecord, { ids, state, queue, name, owner }: Omit<ExportFilter, "largest">): boolean {
  return (
    (ids === undefined || ids.includes(job.id)) &&
    (state === undefined || job.state === state) &&
    (queue === undefined || job.queue === queue) &&
    (name === undefined || job.name === name) &&
    (owner === undefined || job.owner === owner)
  );
}

async function exportJob(
  { record, payloads }: ReadPage["jobs"][number],
  largest: number,
): Promise<ExportedJob> {
  const { id, redact } = record;
  const readable = payloads.filter(({ unreadable }) => unreadable === undefined);
  // What the browser has lost is missing there as it is here.
  let partial = readable.length < payloads.length;
  const hide = (value: unknown): unknown =>
    masked(value, redact, () => {
      partial = true;
    });
  const portable = async (value: unknown): Promise<unknown> => {
    const written = await writePortable(hide(value), largest);
    partial ||= written.partial;
    return written.json;
  };
  const rows = new Map(readable.map((row) => [row.id, row.value]));
  const args = await portable(record.payload ? rows.get(argsKey(id)) : record.args);
  const result = await portable(record.resultPayload ? rows.get(resultKey(id)) : record.result);
  rows.delete(argsKey(id));
  rows.delete(resultKey(id));
  const attached: [string, unknown][] = [];
  for (const [key, value] of rows) {
    // Of a step its name is ours; what it came to is the app's. Lines of the log were masked when they were written.
    const isStep = key.startsWith(`${id} step`) && isPlain(value) && "value" in value;
    const seen = isStep
      ? { ...value, value: hide(value["value"]) }
      : key === savedKey(id)
        ? hide(value)
        : value;
    const written = await writePortable(seen, largest);
    partial ||= written.partial;
    attached.push([key.slice(id.length + 1), written.json]);
  }
  const apart = ["args", "result", "payload", "resultPayload", "attached", "batch", ...INDEX_FIELDS];
  const seen = record.meta ? { ...record, meta: hide(record.meta) as JobMeta } : record;
  const { json } = await writePortable(without(seen, apart), 0);
  return { record: json as object, args, result, rows: attached, ...(partial ? { partial } : {}) };
}

async function exportDefinitions(
  storage: Storage,
  { owner, ...others }: Omit<ExportFilter, "largest">,
  largest: number,
): Promise<ExportedDefinition[]> {
  // A choice of jobs is no choice of definitions, but for their owner.
  if (Object.values(others).some((value) => value !== undefined)) return [];
  const records = await storage.run(readRecurring, {});
  const chosen = records.filter(({ options }) => owner === undefined || ofJob(options).owner === owner);
  return Promise.all(chosen.map((record) => exportDefinition(record, largest)));
}

async function exportDefinition(record: RecurringRecord, largest: number): Promise<ExportedDefinition> {
  let hidden = false;
  const seen = masked(record.args, ofJob(record.options).redact, () => {
    hidden = true;
  });
  const { json, partial } = await writePortable(seen, largest);
  const written = await writePortable(without(record, ["args"]), 0);
  return { record: written.json as object, args: json, ...(partial || hidden ? { partial: true } : {}) };
}

const ofJob = (options: unknown): Pick<JobRecord, "owner" | "redact"> => options as JobRecord;

const without = (record: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
