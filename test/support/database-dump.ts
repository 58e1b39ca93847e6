/** A whole IndexedDB database as JSON: what is kept of each schema, to be upgraded by every later one. */
export interface DatabaseDump {
  version: number;
  stores: Record<
    string,
    {
      keyPath: string | string[] | null;
      indexes: Record<string, IndexDump>;
      rows: unknown[];
      /** The keys of the rows, where the browser counts them up. */
      numbers?: number[];
    }
  >;
}

/** What an index reads; one that has an entry for each of several keys says so. */
type IndexDump = string | string[] | { keyPath: string | string[]; multiEntry: true };

const indexDump = ({ keyPath, multiEntry }: IDBIndex): IndexDump =>
  multiEntry ? { keyPath, multiEntry } : keyPath;

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export async function dumpDatabase(name: string): Promise<DatabaseDump> {
  const db = await done(indexedDB.open(name));
  const dump: DatabaseDump = { version: db.version, stores: {} };
  for (const each of db.objectStoreNames) {
    const store = db.transaction(each).objectStore(each);
    const indexes = [...store.indexNames].map((index) => [index, indexDump(store.index(index))] as const);
    const rows = (await done(store.getAll())) as unknown[];
    const numbers = (await done(store.getAllKeys())) as number[];
    dump.stores[each] = {
      ...(store.autoIncrement ? { numbers } : {}),
      keyPath: store.keyPath,
      indexes: Object.fromEntries(indexes),
      rows: rows.map(toJson),
    };
  }
  db.close();
  return dump;
}

export async function restoreDatabase(name: string, { version, stores }: DatabaseDump): Promise<void> {
  const opening = indexedDB.open(name, version);
  opening.onupgradeneeded = () => {
    for (const [each, { keyPath, indexes, rows, numbers }] of Object.entries(stores)) {
      const store = opening.result.createObjectStore(each, { keyPath, autoIncrement: numbers !== undefined });
      for (const [index, is] of Object.entries(indexes)) {
        if (typeof is === "string" || Array.isArray(is)) store.createIndex(index, is);
        else store.createIndex(index, is.keyPath, { multiEntry: is.multiEntry });
      }
      for (const [i, row] of rows.entries()) store.put(fromJson(row), numbers?.[i]);
    }
  };
  (await done(opening)).close();
}

/** What structured clone carries and JSON does not, as far as the fixtures hold it: dates, maps and bytes. */
function toJson(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.getTime() };
  if (value instanceof Map) return { $map: [...value].map(([key, each]) => [toJson(key), toJson(each)]) };
  if (value instanceof Uint8Array) return { $bytes: [...value] };
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toJson(each)]));
}

function fromJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value !== "object" || value === null) return value;
  const { $date, $map, $bytes } = value as { $date?: number; $map?: [unknown, unknown][]; $bytes?: number[] };
  if ($date !== undefined) return new Date($date);
  if ($map) return new Map($map.map(([key, each]) => [fromJson(key), fromJson(each)]));
  if ($bytes) return new Uint8Array($bytes);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fromJson(each)]));
}
