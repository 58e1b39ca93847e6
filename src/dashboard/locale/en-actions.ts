import type { Catalogue } from "./catalogue.ts";

export const actions: Catalogue["actions"] = {
  requeue: {
    label: "Requeue",
    done: "{name} is back in its queue",
    doneMany: { one: "{n} job is back in its queue", other: "{n} jobs are back in their queues" },
  },
  "run-now": {
    label: "Run now",
    done: "{name} runs as soon as a worker is free",
    doneMany: { one: "{n} job runs now", other: "{n} jobs run as soon as workers are free" },
  },
  hurry: {
    label: "Don’t wait",
    done: "{name} runs without what it would rather wait for",
    doneMany: { one: "{n} job runs without waiting", other: "{n} jobs run without waiting" },
  },
  reschedule: {
    label: "Reschedule",
    done: "{name} has been moved",
    doneMany: { one: "{n} job has been moved", other: "{n} jobs have been moved" },
  },
  delete: {
    label: "Delete",
    done: "{name} has been deleted",
    doneMany: { one: "{n} job has been deleted", other: "{n} jobs have been deleted" },
  },
  duplicate: {
    label: "Requeue a copy…",
    done: "A copy of {name} is in its queue",
    doneMany: { other: "{n} copies are in their queues" },
  },
  edit: {
    label: "Edit…",
    done: "{name} has another schedule",
    doneMany: { other: "{n} have another schedule" },
  },
  trigger: {
    label: "Trigger now",
    done: "{name} has been triggered",
    doneMany: { one: "{n} has been triggered", other: "{n} have been triggered" },
  },
  pause: {
    label: "Pause",
    done: "{name} is paused",
    doneMany: { one: "{n} is paused", other: "{n} are paused" },
  },
  resume: {
    label: "Resume",
    done: "{name} goes on",
    doneMany: { one: "{n} goes on", other: "{n} go on" },
  },
  remove: {
    label: "Remove",
    done: "{name} has been removed; jobs it has made stay",
    doneMany: { other: "{n} have been removed" },
  },
  "cancel-batch": {
    label: "Cancel the batch",
    done: "{name} has been canceled",
    doneMany: { one: "{n} batch has been canceled", other: "{n} batches have been canceled" },
  },
  "pause-queue": {
    label: "Pause",
    done: "Queue {name} is paused",
    doneMany: { one: "{n} queue is paused", other: "{n} queues are paused" },
  },
  "resume-queue": {
    label: "Resume",
    done: "Queue {name} goes on",
    doneMany: { one: "{n} queue goes on", other: "{n} queues go on" },
  },
  "pause-all": {
    label: "Pause all",
    done: "All queues are paused",
    doneMany: { other: "All queues are paused" },
  },
  "resume-all": {
    label: "Resume all",
    done: "All queues go on, but for those paused by themselves",
    doneMany: { other: "All queues go on" },
  },
  "limit-queue": {
    label: "Limits…",
    done: "Queue {name} has other limits",
    doneMany: { other: "{n} queues have other limits" },
  },
  hold: {
    label: "Place a hold…",
    done: "The hold stands",
    doneMany: { other: "{n} holds stand" },
  },
  release: {
    label: "Release",
    done: "{name} is released; its jobs go on",
    doneMany: { one: "{n} hold is released", other: "{n} holds are released" },
  },
};
