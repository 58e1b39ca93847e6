import { FallenPanel } from "../panels/fallen-panel.ts";
import { WakeupsPanel } from "../panels/wakeups-panel.ts";
import { ServersPage } from "./servers-page.ts";

/** What the page of servers is made of; fetched together. */
export const SERVERS_ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  "job-servers-page": ServersPage,
  "job-fallen-panel": FallenPanel,
  "job-wakeups-panel": WakeupsPanel,
};
