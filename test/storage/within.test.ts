import "fake-indexeddb/auto";
import { describeWithin } from "./within-cases.ts";

describeWithin("fake-indexeddb");
