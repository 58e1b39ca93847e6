import { activate } from "./activate.ts";
import { fetchSource } from "./fetch.ts";
import { message } from "./message.ts";
import { periodicSync } from "./periodic-sync.ts";
import { sync } from "./sync.ts";
import type { WakeSource } from "./wake-source.ts";

/** The events `serve()` listens to. `push` is the app's own: see push.ts. */
export const WAKE_SOURCES: readonly WakeSource[] = [activate, message, fetchSource, sync, periodicSync];
