import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";

useFakeIndexedDB();

import { describeWithin } from "./within-cases.ts";

describeWithin("fake-indexeddb");
