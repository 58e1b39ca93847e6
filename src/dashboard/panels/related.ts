import { html, type TemplateResult } from "lit";
import type { BatchInfo } from "../../batch/batch-info.ts";
import type { JobClient } from "../../client/api/client-api.ts";
import type { Job } from "../../job/job.ts";
import { isBatchId } from "../../job/names.ts";
import type { ContinuationCondition, JobState } from "../../job/state.ts";
import { code } from "../elements/parts.ts";
import type { Catalogue } from "../locale/catalogue.ts";
import type { IconName } from "../theme/icons.ts";
import { STATE_ICONS } from "../theme/state-appearance.ts";

/** Neighbours of one kind that are read and drawn; the others are counted. */
export const DRAWN = 6;

/** What has relations, and what it has them to. */
export type Related = Job | BatchInfo;

/** Neighbours by their ids; `undefined` for one that is gone. */
export type Known = ReadonlyMap<string, Related | undefined>;

export const titleOf = (related: Related): string =>
  "counts" in related ? (related.name ?? related.id) : related.displayName;

/** A batch that runs looks as a job that runs does. */
export const stateOf = ({ state }: Related): JobState => (state === "running" ? "processing" : state);

export const iconOf = (related: Related): IconName =>
  "counts" in related ? "batches" : STATE_ICONS[related.state];

export const stateWord = (related: Related, { states, batches }: Catalogue): string =>
  related.state === "running" ? batches.running : states[related.state];

export const conditionOf = ({ on }: Related): ContinuationCondition => on ?? "succeeded";

/** The batch around a job or a batch. */
export const aroundOf = (related: Related): string | undefined =>
  "counts" in related ? related.parentId : related.batchId;

export function neighboursOf(related: Related): string[] {
  const { createdBy, parents, continuations } = related;
  const around = aroundOf(related);
  return [
    ...(createdBy ? [createdBy] : []),
    ...(around ? [around] : []),
    ...parents.slice(0, DRAWN),
    ...continuations.slice(0, DRAWN),
  ];
}

/** What a job or a batch is called, or its id as long as nobody knows. */
export function nameIn(known: Known | undefined, id: string): TemplateResult {
  const related = known?.get(id);
  return related ? html`<bdi title=${id}>${titleOf(related)}</bdi>` : code(id);
}

export const readNeighbours = (client: JobClient, related: Related): Promise<Known> =>
  readKnown(client, neighboursOf(related));

/** Jobs and batches by their ids. */
export async function readKnown({ monitor }: JobClient, ids: readonly string[]): Promise<Known> {
  const found = await Promise.all(ids.map((id) => (isBatchId(id) ? monitor.batch(id) : monitor.job(id))));
  return new Map(ids.map((id, i) => [id, found[i]]));
}
