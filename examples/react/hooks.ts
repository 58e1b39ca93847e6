import { jobHooks } from "slowmatch/react";
import { jobs } from "./client.ts";

export const { useJob, useJobs, useProgress } = jobHooks(jobs);
