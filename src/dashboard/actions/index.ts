import type { AnyAction } from "./action.ts";
import { deleteJob } from "./delete-job.ts";
import { pauseQueue, resumeQueue } from "./queue-actions.ts";
import { pause, remove, resume, trigger } from "./recurring-actions.ts";
import { requeue } from "./requeue.ts";
import { reschedule } from "./reschedule.ts";
import { runNow } from "./run-now.ts";

/** Everything a person may do, in the order of its buttons. */
export const ACTIONS: readonly AnyAction[] = [
  requeue,
  runNow,
  reschedule,
  deleteJob,
  trigger,
  pause,
  resume,
  remove,
  pauseQueue,
  resumeQueue,
];
