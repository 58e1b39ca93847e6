import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";
import { NOON } from "../support/make-job.ts";
import { describeStreams } from "./streams-cases.ts";

useFakeIndexedDB();

const browser = new VirtualBrowser(new VirtualClock(NOON));
describeStreams("fake-indexeddb", (name) => new IndexedDbStorage({ name }, browser.open().platform), 60);
