import type { Notice } from "../../../src/job/notice.ts";
import type { Change, Operation, Read } from "../../../src/operations/operation.ts";
import { TABLE_NAMES } from "../../../src/operations/tables.ts";
import type { Storage } from "../../../src/storage/storage.ts";
import { type Deferred, deferred } from "../../support/deferred.ts";

/** One database that several contexts may open. */
export interface World {
  /** Another context's storage on the same database. */
  open(): Storage;
  end(): Promise<void>;
}

/** Opens a further storage on the test's database. */
export type Opened = () => Storage;

/** Commits the given changes, with no rule between. */
export const write = (
  changes: readonly Change[],
  notices: readonly Notice[] = [],
): Operation<void, string> => ({
  name: "test-write",
  mode: "readwrite",
  tables: TABLE_NAMES,
  // biome-ignore lint/correctness/useYield: an operation is a generator, also when it needs to know nothing
  *decide() {
    return { changes, notices, result: "written" };
  },
});

/** Answers one read as the storage gives it. */
export const read = (what: Read): Operation<void, unknown> => ({
  name: "test-read",
  mode: "readonly",
  tables: TABLE_NAMES,
  *decide() {
    const [answer] = yield [what];
    return { changes: [], notices: [], result: answer };
  },
});

export const put = (id: string, value: unknown): Change => ({
  kind: "put",
  table: "payloads",
  value: { id, value },
});

/** The values of all payloads, in the order of their ids. */
export const payloads = async (storage: Storage): Promise<[string, unknown][]> => {
  const rows = (await storage.run(read({ kind: "list", table: "payloads" }), undefined)) as {
    id: string;
    value: unknown;
  }[];
  return rows.map(({ id, value }) => [id, value]);
};

/** Resolves with the first notices another context's storage is told of. */
export const heard = (storage: Storage): Deferred<{ notices: readonly Notice[]; own: boolean }> => {
  const first = deferred<{ notices: readonly Notice[]; own: boolean }>();
  storage.subscribe((notices, own) => first.resolve({ notices, own }));
  return first;
};

export const serverNotice = (id: string): Notice => ({ type: "server", id, at: 0 });
