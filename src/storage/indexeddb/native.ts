import { unwrap } from "idb";

/** The browser's own object, whether or not the app uses idb: of one that it has not wrapped idb knows nothing. */
export const nativeOf = <T>(given: unknown): T => (unwrap(given as never) as T | undefined) ?? (given as T);
