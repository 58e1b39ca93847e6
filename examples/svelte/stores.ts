import { jobStores } from "slowmatch/svelte";
import { jobs } from "./client.ts";

export const { useJob, useJobs, useProgress } = jobStores(jobs);
