export type { BatchCounts, BatchInfo } from "./batch/batch-info.ts";
export type {
  Batch,
  BatchBuilder,
  BatchesClient,
  BatchOptions,
  FollowUp,
  NewBatch,
  Parent,
} from "./client/api/batch-api.ts";
export type { ArgsThen, ContinueOptions, JobRequest, When } from "./client/api/call-options.ts";
export type {
  ChangeOptions,
  JobChanges,
  JobClient,
  Jobs,
  RequeueOptions,
  TransactionClient,
} from "./client/api/client-api.ts";
export type { ClientOptions, ServiceWorkerOption } from "./client/api/client-options.ts";
export type {
  ExportFilter,
  ImportOptions,
  ImportResult,
  ImportSource,
  JobExport,
} from "./client/api/export-api.ts";
export type { RecurringChanges, RecurringClient, RecurringOptions } from "./client/api/recurring-api.ts";
export {
  BatchEvent,
  ChangeEvent,
  type ClientEvents,
  JobEvent,
  StatusEvent,
} from "./client/events/client-events.ts";
export { createClient } from "./client/page/create-client.ts";
export { ClosedError, InvalidJobError } from "./errors/call-errors.ts";
export type { ErrorInfo } from "./errors/error-info.ts";
export {
  BatchEndedError,
  FatalJobError,
  FilterError,
  HoldError,
  JobCancelledError,
  JobConflictError,
  JobDeletedError,
  JobFailedError,
  JobInterruptedError,
  JobNotFoundError,
  JobTimeoutError,
  LeaseLostError,
  ResultTimeoutError,
  RetryLater,
  ShutdownError,
  StepOrderError,
  UnreadableArgsError,
} from "./errors/job-errors.ts";
export { PartNotLoadedError } from "./errors/part-not-loaded.ts";
export { InvalidScheduleError } from "./errors/schedule-errors.ts";
export { SlowmatchError } from "./errors/slowmatch-error.ts";
export {
  StorageBlockedError,
  StorageFullError,
  StorageLostError,
  StorageOutdatedError,
  StorageUnavailableError,
} from "./errors/storage-errors.ts";
export type { Preferences, Requirements } from "./job/constraints.ts";
export {
  type CreationFilter,
  type DefinitionOptions,
  defineJob,
  type EnqueueOptions,
  type FilterScope,
  type JobDefinition,
  type JobFilter,
  type JobOptions,
  type KeepOptions,
  type Place,
  type RetryOptions,
  type UniqueOptions,
} from "./job/definition.ts";
export type {
  CreatedContext,
  CreatingContext,
  Election,
  FilteredJob,
  FilterItems,
  PerformedContext,
  PerformingContext,
  StateAppliedContext,
  StateElectionContext,
} from "./job/filter.ts";
export type { Job, JobId, JobProgress, WaitingFor, WaitingKind } from "./job/job.ts";
export type { ConcurrencyOptions, RateLimitOptions } from "./job/limit-options.ts";
export type { LogEntry, LogLevel } from "./job/log.ts";
export type { JobMeta, MetaValue } from "./job/meta.ts";
export type { Notice } from "./job/notice.ts";
export { Priority } from "./job/priority.ts";
export type { QueueLimitOptions } from "./job/queue-limit-options.ts";
export type { BatchState, ContinuationCondition, HistoryEntry, JobState } from "./job/state.ts";
export type { HoldInfo, LimitInfo, LimitPage, LimitQuery } from "./monitor/limit-info.ts";
export type {
  BatchPage,
  BatchQuery,
  FailureGroup,
  FallenServerInfo,
  HistoryBucket,
  HistoryQuery,
  JobPage,
  JobQuery,
  Monitor,
  ServerInfo,
  ServerKind,
  SlowJob,
  Statistics,
  StepInfo,
  UnhandledJobs,
  Wakeup,
} from "./monitor/monitor-api.ts";
export type { QueueInfo, QueueLimitInfo } from "./monitor/queue-info.ts";
export type { Logger, LoggerLevel } from "./platform/logger.ts";
export type { SiteStorage } from "./platform/site-storage.ts";
export { Cron } from "./recurring/cron.ts";
export type { RecurringRun } from "./recurring/recurring-job.ts";
export type { ScheduleInput } from "./recurring/schedule.ts";
export type { RecurringJob } from "./recurring/snapshot.ts";
export {
  type AnyJobHandler,
  type HandlerFunction,
  handle,
  type JobContext,
  type JobHandler,
  type ParentOutcome,
} from "./server/handler.ts";
export { jobStores, upgradeStores } from "./storage/indexeddb/schema.ts";
export type { DatabaseOption } from "./storage/options.ts";
export type { Duration, DurationParts } from "./time/duration.ts";
export type { InstantInput } from "./time/moment.ts";
