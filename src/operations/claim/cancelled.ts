import type { JobRecord } from "../../job/record.ts";
import { type Deciding, list } from "../operation.ts";
import type { Work } from "../work/work.ts";

/**
 * Those of them that are members of batches that were cancelled: they wait for the transactions that delete them, a stretch at a time,
 * and must not begin meanwhile. A member behind which the walk is already has been requeued since, and may.
 */
export function* cancelledOf(work: Work, jobs: readonly JobRecord[]): Deciding<JobRecord[]> {
  const members = jobs.filter((job) => job.batch);
  if (!members[0]) return members;
  // Their keys are numbers; what pages have left stands behind them.
  const chores = yield* list("chores", { upper: ":" });
  if (chores[0]) yield* work.batches.load(members.map(({ batch }) => batch![0]));
  const dooms = ({ batch }: JobRecord): boolean =>
    chores.some(
      (chore) =>
        chore.kind === "cancel" &&
        (chore.batch === batch![0]
          ? !chore.nested && batch![1] > chore.member
          : work.batches.get(batch![0])?.within?.includes(chore.batch)),
    );
  return members.filter(dooms);
}
