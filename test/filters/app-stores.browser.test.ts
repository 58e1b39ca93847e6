import { describeAppStores } from "./app-stores-cases.ts";

describeAppStores();
