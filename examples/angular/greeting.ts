import { ChangeDetectionStrategy, Component, input } from "@angular/core";
import { observeJob, observeProgress } from "slowmatch/observe";
import { jobs } from "./client.ts";
import { observed } from "./observed.ts";

@Component({
  selector: "app-greeting",
  template: `
    @if (job().value?.result; as result) {
      {{ result }}
    } @else {
      <progress
        [value]="progress().value.fraction"
        [attr.aria-label]="progress().value.message ?? 'Waiting'"
      ></progress>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Greeting {
  readonly id = input.required<string>();
  readonly job = observed(() => observeJob<{ name: string }, string>(jobs, this.id()));
  readonly progress = observed(() => observeProgress(jobs, this.id()));
}
