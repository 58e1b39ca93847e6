import type { Job } from "../job/job.ts";
import { createMonitor } from "../monitor/monitor.ts";
import type { Monitor } from "../monitor/monitor-api.ts";
import type { Platform } from "../platform/platform.ts";
import type { Storage } from "../storage/storage.ts";
import { awaitResult, type ResultOptions, resultOptions } from "./calls/result.ts";
import { Waiting } from "./calls/waiting.ts";

/** What a client tells of jobs. */
export interface Reading {
  readonly monitor: Monitor;
  result(id: string, options?: ResultOptions): Promise<unknown>;
}

export function reading(storage: Storage, platform: Platform, closing: AbortSignal): Reading {
  const monitor = createMonitor(storage, platform);
  const waiting = new Waiting(storage, platform.clock, closing);
  const get = (id: string): Promise<Job | undefined> => monitor.job(id);
  return {
    monitor,
    async result(id, options = {}) {
      const checked = resultOptions(id, options);
      return awaitResult({ id, waiting, get, ...checked });
    },
  };
}
