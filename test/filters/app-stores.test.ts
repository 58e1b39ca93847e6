import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";

useFakeIndexedDB();

import { describeAppStores } from "./app-stores-cases.ts";

describeAppStores();
