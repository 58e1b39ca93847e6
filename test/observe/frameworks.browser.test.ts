import { html, LitElement } from "lit";
import { act, createElement, type ReactElement, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createApp, defineComponent, h, nextTick, ref } from "vue";
import { defineJob, handle, type Jobs } from "../../src/index.ts";
import { jobControllers } from "../../src/lit.ts";
import { jobHooks } from "../../src/react.ts";
import { createTestRuntime, type TestRuntime } from "../../src/testing.ts";
import { jobComposables } from "../../src/vue.ts";

const greet = defineJob<string, string>("greet");

interface Scene {
  runtime: TestRuntime;
  jobs: Jobs;
  root: HTMLElement;
  ids: string[];
}

/** Two greetings, the second of which waits for an hour. */
async function start(): Promise<Scene> {
  const runtime = createTestRuntime({ handlers: [handle(greet, (name) => `Hello, ${name}`)] });
  const { jobs } = runtime;
  const ids = [
    await jobs.enqueue(greet, "Ada"),
    await jobs.schedule(greet, "Bob", { delay: "1h" }),
  ] as string[];
  await runtime.settle();
  const root = document.body.appendChild(document.createElement("main"));
  onTestFinished(async () => {
    root.remove();
    await runtime.close();
  });
  return { runtime, jobs, root, ids };
}

/** How many of the subscriptions to the client that were begun still stand. */
function countSubscriptions(jobs: Jobs): () => number {
  const subscribe = jobs.monitor.subscribe.bind(jobs.monitor);
  let count = 0;
  vi.spyOn(jobs.monitor, "subscribe").mockImplementation((listener) => {
    count += 1;
    const stop = subscribe(listener);
    return () => {
      count -= 1;
      stop();
    };
  });
  return () => count;
}

const words = "succeeded 100% Hello, Ada; 2 jobs, 1 done";
const wordsOfBob = "scheduled 0% ; 2 jobs, 1 done";

describe("hooks", () => {
  test("React: a component shows a job, follows another id, and lets go when it is gone", async () => {
    (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
    const { runtime, jobs, root, ids } = await start();
    const subscriptions = countSubscriptions(jobs);
    const { useJob, useJobs, useProgress, useStatistics } = jobHooks(jobs);
    let renders = 0;
    const View = ({ id }: { id: string }): ReactElement => {
      renders += 1;
      const { value: job, pending } = useJob<string, string>(id);
      const { value: list } = useJobs({ name: "greet" });
      const { fraction } = useProgress(id).value;
      const { value: counts } = useStatistics();
      const text = `${job?.state} ${fraction * 100}% ${job?.result ?? ""}; ${list?.length} jobs, ${counts?.succeeded} done`;
      return createElement("p", null, pending ? "…" : text);
    };
    const react = createRoot(root);
    const show = (id: string): Promise<void> =>
      act(async () => {
        react.render(createElement(StrictMode, null, createElement(View, { id })));
        await runtime.settle();
      });

    await show(ids[0]!);
    expect(root.textContent).toBe(words);
    const before = renders;
    await show(ids[1]!);
    expect(root.textContent).toBe(wordsOfBob);
    expect(renders - before).toBeLessThan(10);

    await act(() => runtime.advance("1h"));
    await act(async () => {
      await expect.poll(() => root.textContent).toContain("Hello, Bob; 2 jobs, 2 done");
    });
    await act(async () => react.unmount());
    expect(subscriptions()).toBe(0);
  });

  test("Vue: a component shows a job, follows another id, and lets go when it is gone", async () => {
    const { runtime, jobs, root, ids } = await start();
    const subscriptions = countSubscriptions(jobs);
    const { useJob, useJobs, useProgress, useStatistics } = jobComposables(jobs);
    const id = ref(ids[0]!);
    const app = createApp(
      defineComponent(() => {
        const job = useJob<string, string>(id);
        const list = useJobs({ name: "greet" });
        const progress = useProgress(() => id.value);
        const counts = useStatistics();
        return () => {
          const { value: one } = job.value;
          const text = `${one?.state} ${progress.value.value.fraction * 100}% ${one?.result ?? ""}`;
          return h("p", `${text}; ${list.value.value?.length} jobs, ${counts.value.value?.succeeded} done`);
        };
      }),
    );
    app.mount(root);
    await runtime.settle();
    await nextTick();
    expect(root.textContent).toBe(words);

    id.value = ids[1]!;
    await nextTick();
    await runtime.settle();
    await nextTick();
    expect(root.textContent).toBe(wordsOfBob);

    app.unmount();
    expect(subscriptions()).toBe(0);
  });

  test("Lit: an element shows a job, follows another id, and lets go when it is gone", async () => {
    const { runtime, jobs, root, ids } = await start();
    const subscriptions = countSubscriptions(jobs);
    const { useJob, useJobs, useProgress, useStatistics } = jobControllers(jobs);
    class JobView extends LitElement {
      readonly job = useJob<string, string>(this, ids[0]!);
      readonly list = useJobs(this, { name: "greet" });
      readonly progress = useProgress(this, ids[0]!);
      readonly counts = useStatistics(this);
      override render(): unknown {
        const { job, list, progress, counts } = this;
        return html`${job.value?.state} ${progress.value.fraction * 100}% ${job.value?.result}; ${list.value?.length} jobs, ${counts.value?.succeeded} done`;
      }
    }
    customElements.define("job-view-under-test", JobView);
    const view = new JobView();
    root.append(view);
    await runtime.settle();
    await view.updateComplete;
    expect(view.shadowRoot!.textContent).toBe(words);

    const { observeJob, observeProgress } = await import("../../src/lit.ts");
    view.job.observe(observeJob(jobs, ids[1]!));
    view.progress.observe(observeProgress(jobs, ids[1]!));
    await runtime.settle();
    await view.updateComplete;
    expect(view.shadowRoot!.textContent).toBe(wordsOfBob);

    view.remove();
    expect(subscriptions()).toBe(0);
  });
});
