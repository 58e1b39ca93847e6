import "fake-indexeddb/auto";
import { describeAppStores } from "./app-stores-cases.ts";

describeAppStores();
