import { createClient, defineJob } from "../../src/index.ts";
import { saveAtOnce } from "./page.ts";

Object.assign(globalThis, { saved: saveAtOnce(createClient, defineJob) });
