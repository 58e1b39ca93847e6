import { jobComposables } from "slowmatch/vue";
import { jobs } from "./client.ts";

export const { useJob, useJobs, useProgress } = jobComposables(jobs);
