import { ChangeDetectionStrategy, Component, CUSTOM_ELEMENTS_SCHEMA } from "@angular/core";
import { observeJobs } from "slowmatch/observe";
import { jobs } from "./client.ts";
import { Greeting } from "./greeting.ts";
import { greet } from "./jobs.ts";
import { observed } from "./observed.ts";

@Component({
  selector: "app-root",
  imports: [Greeting],
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <main>
      <h1>Slowmatch in Angular</h1>
      <form (submit)="start($event, name.value)">
        <label>Name <input #name value="Ada" required /></label>
        <button type="submit">Greet</button>
      </form>
      <ul>
        @for (job of recent().value ?? []; track job.id) {
          <li><app-greeting [id]="job.id" /></li>
        }
      </ul>
      <job-dashboard [client]="jobs"></job-dashboard>
    </main>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class App {
  readonly jobs = jobs;
  readonly recent = observed(() => observeJobs(jobs, { name: "greet", limit: 5 }));

  async start(event: Event, name: string): Promise<void> {
    event.preventDefault();
    await jobs.enqueue(greet, { name });
    // Stored. The tab may be closed now.
  }
}
