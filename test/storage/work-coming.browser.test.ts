import { browserPlatform } from "../../src/platform/browser-platform.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { NOON } from "../support/make-job.ts";
import { describeWorkComing } from "./work-coming-cases.ts";

const name = `coming-${crypto.randomUUID()}`;
// However slow the browser is, what follows at once is a stream.
const clock = new VirtualClock(NOON);
describeWorkComing("a real browser", () => new IndexedDbStorage({ name }, { ...browserPlatform(), clock }));
