import { browserPlatform } from "../../src/platform/browser-platform.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { describeWorkComing } from "./work-coming-cases.ts";

const name = `coming-${crypto.randomUUID()}`;
describeWorkComing("a real browser", () => new IndexedDbStorage({ name }, browserPlatform()));
