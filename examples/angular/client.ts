import { createClient } from "slowmatch";

export const jobs = createClient({ serviceWorker: "/sw.js" });
