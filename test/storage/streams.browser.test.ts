import { browserPlatform } from "../../src/platform/browser-platform.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { describeStreams } from "./streams-cases.ts";

describeStreams("a real browser", (name) => new IndexedDbStorage({ name }, browserPlatform()), 15);
