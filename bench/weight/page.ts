/** What a page needs of the client that defines jobs and enqueues them; more names are more bytes. */
import { createClient, defineJob } from "../../src/index.ts";

export const send = defineJob("send");
export const jobs = createClient({ serviceWorker: "/sw.js" });
