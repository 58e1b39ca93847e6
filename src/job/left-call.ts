import type { AnyJobDefinition, EnqueueOptions } from "./definition.ts";

/** A call that creates a job, as it was made: checked, and such as no rule can refuse. */
export interface LeftCall {
  /** The job's; its options say it too where the app has chosen it. */
  id: string;
  /** Without functions: `custom` stands for one. */
  definition: AnyJobDefinition;
  args: unknown;
  options: EnqueueOptions;
  dueAt?: number;
  /** When the call was made, epoch milliseconds. */
  calledAt: number;
  owner?: string;
}
