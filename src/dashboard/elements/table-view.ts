import type { Job } from "../../job/job.ts";
import type { JobQuery } from "../../monitor/monitor-api.ts";
import type { BoardElement } from "../board.ts";
import type { JobListController } from "../controllers/job-list-controller.ts";
import type { SelectionController } from "../controllers/selection-controller.ts";

/** The job table as its parts, its keys and the bulk bar see it. */
export interface TableView extends BoardElement {
  readonly query: JobQuery;
  /** The search as the person wrote it. */
  readonly asked: string;
  /** How many match, where a counter knows it or the list has been read to its end. */
  readonly matchCount: number | undefined;
  /** How many are stored in this list, whatever is searched for in it; where a counter knows it. */
  readonly stored: number | undefined;
  readonly list: JobListController;
  readonly selection: SelectionController;
  /** All that match are chosen, also those not on the screen. */
  everything: boolean;
  toggle(id: string, range?: boolean): void;
  chooseAll(on: boolean): void;
  chooseNone(): void;
  toggleOpen(job: Job): void;
  showFresh(): void;
}
