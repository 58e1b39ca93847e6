import type { JobClient } from "../client/api/client-api.ts";
import { expectOption } from "../errors/expect-option.ts";
import type { AnyJobDefinition } from "../job/definition.ts";
import type { FilterItems } from "../job/filter.ts";
import { LOG_LEVELS, LOG_LIMIT, logDataOf, messageOf } from "../job/log.ts";
import { masked } from "../job/redact.ts";
import { readParents } from "../operations/reads/read-parents.ts";
import { logKey } from "../operations/tables.ts";
import type { ContextFor } from "./attempt.ts";
import { durableSteps } from "./durable-steps.ts";
import type { ParentOutcome } from "./handler.ts";
import type { Notebook } from "./notebook.ts";
import type { ServerParts } from "./server-parts.ts";

/** Makes what handlers get beside their arguments, for one server's attempts. */
export const contextMaker =
  ({ storage, client: clientFor, platform, deadline }: ServerParts, notebook: Notebook): ContextFor =>
  async (claimed, { signal, ending }, release) => {
    const { clock } = platform;
    const { job, token } = claimed;
    const { id } = job;
    const attempt = job.attempts + 1;
    const parents: ParentOutcome[] = job.parents
      ? await storage.run(readParents, {
          ids: job.parents.map((parent) => parent.id),
          ...(job.batch ? { batch: job.batch[0] } : {}),
        })
      : [];
    const steps = await durableSteps({ claimed, signal, storage, notebook, clock, release });
    const { meta = {} } = job;
    const items: FilterItems = {};
    let client: JobClient | undefined;
    let lines = 0;
    return {
      id,
      args: claimed.args,
      name: job.name,
      queue: job.queue,
      attempt,
      maxAttempts: job.maxAttempts,
      meta,
      items,
      signal,
      ending,
      scheduledFor: job.scheduledFor,
      recurringId: job.recurringId,
      batchId: job.batch?.[0],
      owner: job.owner,
      parent: parents[0],
      parents,
      parentsOf<Of>(of: string | AnyJobDefinition) {
        const matches = ({ id, name = "" }: ParentOutcome): boolean =>
          typeof of === "string" ? id === of : name === of.name || (of.aliases?.includes(name) ?? false);
        return parents.filter(matches) as ParentOutcome<Of>[];
      },
      get deadline() {
        return deadline?.();
      },
      get client() {
        client ??= clientFor({ id, meta, items }, job.owner, signal);
        return client;
      },
      progress(fraction, message) {
        const ok = typeof fraction === "number" && fraction >= 0 && fraction <= 1;
        expectOption(ok, "context.progress", "fraction", fraction, "a number from 0 to 1");
        if (signal.aborted) return;
        const said = message === undefined ? {} : { message: messageOf(message) };
        notebook.noteProgress(id, token, { fraction, ...said });
      },
      log(level, message, data) {
        const known = LOG_LEVELS.includes(level);
        expectOption(known, "context.log", "level", level, LOG_LEVELS.map((each) => `'${each}'`).join(", "));
        if (signal.aborted) return;
        const at = clock.now();
        const line = Math.min(lines++, LOG_LIMIT);
        const dropped = { attempt, at, level, message: `${lines - LOG_LIMIT} more lines were not kept.` };
        const given = line === LOG_LIMIT ? {} : logDataOf(masked(data, job.redact), structuredClone);
        const value =
          line === LOG_LIMIT ? dropped : { attempt, at, level, message: messageOf(message), ...given };
        notebook.noteRow(id, token, { id: logKey(id, steps.runs + 1, line), value });
      },
      step: steps.step,
      sleep: steps.sleep,
      checkpoint: steps.checkpoint,
      get saved() {
        return steps.saved;
      },
      yield: () => release("Handed back by its handler; it goes on in a later run."),
    };
  };
