import type { AnyAction } from "./action.ts";
import { cancelBatch } from "./batch-actions.ts";
import { deleteJob } from "./delete-job.ts";
import { duplicate } from "./duplicate.ts";
import { placeHold, releaseHold } from "./hold-actions.ts";
import { hurry } from "./hurry.ts";
import { limitQueue, pauseAll, pauseQueue, resumeAll, resumeQueue } from "./queue-actions.ts";
import { edit, pause, remove, resume, trigger } from "./recurring-actions.ts";
import { requeue } from "./requeue.ts";
import { reschedule } from "./reschedule.ts";
import { runNow } from "./run-now.ts";

/** Everything a person may do, in the order of its buttons. */
export const ACTIONS: readonly AnyAction[] = [
  requeue,
  runNow,
  hurry,
  reschedule,
  duplicate,
  deleteJob,
  trigger,
  edit,
  pause,
  resume,
  remove,
  cancelBatch,
  pauseQueue,
  resumeQueue,
  pauseAll,
  resumeAll,
  limitQueue,
  placeHold,
  releaseHold,
];
