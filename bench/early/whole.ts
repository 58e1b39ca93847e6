import { offerCore } from "../../src/client/offered.ts";
import { openCore } from "../../src/client/page/page-core.ts";
import { createClient, defineJob } from "../../src/index.ts";
import { saveAtOnce } from "./page.ts";

// As if the client came in one piece.
offerCore(openCore);
Object.assign(globalThis, { saved: saveAtOnce(createClient, defineJob) });
