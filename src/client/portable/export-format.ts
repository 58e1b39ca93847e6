import { type Check, list, optional, text } from "../../job/check.ts";
import { instant, isId, owner } from "../../job/record-shape.ts";
import { anything, integer, matching, oneOf, shape, tuple, yes } from "../../job/shape.ts";

/** Raised when an older reader would misunderstand; such an export is refused with a word about it. */
export const EXPORT_VERSION = 1;
export const EXPORT_FORMAT = "slowmatch-export";

/** The end of the first line of an export, and its last: between them stands one page a line. */
export const PAGES_BEGIN = `"pages":[`;
export const PAGES_END = "]}";

/** What is said of the store as a whole. */
export interface ExportHeader {
  format: typeof EXPORT_FORMAT;
  version: number;
  /** Epoch milliseconds. */
  exportedAt: number;
  /** No job's place in line is beyond it. */
  sequence: number;
  paused: string[];
  holds: { name: string; reason?: string; at: number }[];
}

/** One job: its record as JSON, and as portable values what an app put into it. */
export interface ExportedJob {
  record: object;
  args?: unknown;
  result?: unknown;
  /** Its steps, checkpoint and log, each under the end of its key. */
  rows: [key: string, value: unknown][];
  /** Something is masked or left out: it must not be run as it is. */
  partial?: true;
}

export interface ExportedDefinition {
  record: object;
  args: unknown;
  partial?: true;
}

export type ExportPage = { jobs: ExportedJob[] } | { recurring: ExportedDefinition[] };

const MANY = 100_000;

export const isHeader: Check = shape({
  format: oneOf(EXPORT_FORMAT),
  version: oneOf(EXPORT_VERSION),
  exportedAt: instant,
  sequence: integer(0, 2 ** 50),
  paused: list(matching(/^(\*|[a-z0-9_-]{1,64})$/), MANY),
  holds: list(
    shape({ name: matching(/^[\x20-\x7e]{1,64}$/), reason: optional(text(MANY)), at: instant }),
    MANY,
  ),
});

const isRecord: Check = (value) => typeof value === "object" && value !== null;

export const isExportedJob: Check = shape({
  record: isRecord,
  args: anything,
  result: anything,
  rows: list(tuple(matching(/^(saved|step \d{6}|log \d{6}-\d{6})$/), anything), MANY),
  partial: optional(yes),
});

export const isExportedDefinition: Check = shape({
  record: isRecord,
  args: anything,
  partial: optional(yes),
});

/** Jobs of one page that are taken in at once; ours have fewer. */
const LARGEST_PAGE = 1_000;

export const isPage: Check = (value) =>
  shape({ jobs: list(anything, LARGEST_PAGE) })(value) ||
  shape({ recurring: list(anything, LARGEST_PAGE) })(value);

export const isExportFilter: Readonly<Record<string, Check>> = {
  ids: optional(list(isId, MANY)),
  state: optional(text(20)),
  queue: optional(text(64)),
  name: optional(text(100)),
  owner: optional(owner),
};
