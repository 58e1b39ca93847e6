import { expectKnownOptions, expectOption } from "../../errors/expect-option.ts";
import { expectHold } from "../../errors/hold-name.ts";
import { expectId } from "../../job/names.ts";
import type { ClearFilter } from "../../operations/clear-jobs.ts";
import { setHold } from "../../operations/holds.ts";
import { waivePreferences } from "../../operations/waive-preferences.ts";
import type { Platform } from "../../platform/platform.ts";
import type { Storage } from "../../storage/storage.ts";
import type { When } from "../api/call-options.ts";
import type { ChangeOptions, JobChanges, RequeueOptions } from "../api/client-api.ts";
import { expectedOf, StateChanges, type StateCommand } from "./changes.ts";
import { clearMatching, expectClearFilter, wipeOnly } from "./clear.ts";
import { duplicate } from "./duplicate.ts";
import { dueAtOf } from "./expect-when.ts";

export { wipeNamespace } from "./wipe.ts";

export interface CommandParts {
  storage: Storage;
  platform: Pick<Platform, "clock">;
  newId: () => string;
  /** Leaves nothing of a namespace behind; answers how many jobs there were. Absent: the store is all there is. */
  wipe?: (namespace: string) => Promise<number>;
}

/** What a client does to jobs that are there. */
export class Commands {
  readonly #parts: CommandParts;
  readonly #changes: StateChanges;

  constructor(parts: CommandParts) {
    this.#parts = parts;
    this.#changes = new StateChanges(parts.storage, parts.platform.clock);
  }

  async delete(id: string, options?: ChangeOptions): Promise<boolean> {
    return this.#change("delete", id, { type: "deleted", reason: "Deleted by the app." }, options);
  }

  async requeue(id: string, options: RequeueOptions = {}): Promise<boolean> {
    const call = "requeue";
    expectKnownOptions(call, options, ["expected", "attempts"]);
    const { attempts = "renew", ...rest } = options;
    const ok = attempts === "renew" || attempts === "keep";
    expectOption(ok, call, "attempts", attempts, "'renew' or 'keep'");
    const event = { type: "requeued", reason: "Requeued by the app." } as const;
    return this.#change(call, id, attempts === "keep" ? { ...event, attempts } : event, rest);
  }

  async reschedule(id: string, when: When, options?: ChangeOptions): Promise<boolean> {
    const at = dueAtOf("reschedule", when, this.#now());
    const event = { type: "rescheduled", at, reason: "Rescheduled by the app." } as const;
    return this.#change("reschedule", id, event, options);
  }

  async duplicate(id: string, changes: JobChanges = {}): Promise<string | undefined> {
    const { storage, newId } = this.#parts;
    return duplicate(storage, this.#now(), newId(), id, changes);
  }

  async hurry(id: string): Promise<boolean> {
    expectId("hurry", id);
    const [waived = false] = await this.#parts.storage.run(waivePreferences, { now: this.#now(), ids: [id] });
    return waived;
  }

  async hold(name: string, reason?: string): Promise<boolean> {
    expectHold("hold", name);
    const why = reason === undefined ? {} : { reason: String(reason) };
    return this.#parts.storage.run(setHold, { now: this.#now(), name, held: true, ...why });
  }

  async release(name: string): Promise<boolean> {
    expectHold("release", name);
    return this.#parts.storage.run(setHold, { now: this.#now(), name, held: false });
  }

  async clear(given: ClearFilter & { namespace?: string } = {}): Promise<number> {
    expectClearFilter(given);
    const { namespace, ...filter } = given;
    const { storage, platform, wipe } = this.#parts;
    if (namespace === undefined) return clearMatching(storage, platform.clock, filter);
    return wipe ? wipe(namespace) : wipeOnly(storage, platform.clock, namespace);
  }

  async #change(
    call: string,
    id: string,
    event: StateCommand["event"],
    options: ChangeOptions = {},
  ): Promise<boolean> {
    expectId(call, id);
    return this.#changes.apply(id, { event, ...expectedOf(call, options) });
  }

  #now(): number {
    return this.#parts.platform.clock.now();
  }
}
