import { HoldsPanel } from "../panels/holds-panel.ts";
import { LimitsPanel } from "../panels/limits-panel.ts";
import { QueuesPage } from "./queues-page.ts";

/** What the page of queues is made of; fetched together. */
export const QUEUES_ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  "job-queues-page": QueuesPage,
  "job-holds-panel": HoldsPanel,
  "job-limits-panel": LimitsPanel,
};
