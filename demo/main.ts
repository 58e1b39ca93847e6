import { render } from "lit";
import { Cron, createClient, type JobClient } from "../src/index.ts";
import { ActivityFeed } from "./app/activity.ts";
import { Announcer } from "./app/announcer.ts";
import { Composer } from "./app/composer.ts";
import { restoreWords } from "./app/draft-words.ts";
import { FieldNotes } from "./app/field-notes.ts";
import { Load } from "./app/load.ts";
import { OpenedExport } from "./app/opened-export.ts";
import { askToNotify, Reminders } from "./app/reminders.ts";
import { RuntimeStatus } from "./app/runtime-status.ts";
import { readMode, setMode } from "./app/server-mood.ts";
import { dailySummary, doomed, flaky } from "./jobs.ts";
import { listenForDrops } from "./view/opened-export.ts";
import { type PageActions, type PageState, pageView } from "./view/page.ts";
import "./style.css";

const SUMMARY = "daily-summary";
/** From this width on the dashboard stands beside the notes; below it takes their place. As in style.css. */
const wide: MediaQueryList = matchMedia("(min-width: 62rem)");

const jobs: JobClient = createClient({ serviceWorker: `${import.meta.env.BASE_URL}sw.js` });
const root = document.querySelector<HTMLElement>("#app");
if (root === null) throw new Error("index.html has no element with the id app.");

let planned = false;
/** Draws the page once, however much has changed in this turn. */
function changed(): void {
  if (planned) return;
  planned = true;
  queueMicrotask(draw);
}

const notes = new FieldNotes(jobs, changed);
const state: PageState = {
  jobs,
  notes,
  composer: new Composer(notes, changed),
  reminders: new Reminders(jobs, changed),
  activity: new ActivityFeed(jobs, changed),
  status: new RuntimeStatus(jobs, changed),
  announcer: new Announcer(),
  online: navigator.onLine,
  loaded: false,
  dashboard: wide.matches,
  dashboardOpened: wide.matches,
  mode: "ok",
  load: new Load(jobs, changed),
  exported: new OpenedExport(jobs, changed),
  now: Date.now(),
};

const actions: PageActions = {
  toggleDashboard: () => change({ dashboard: !state.dashboard, dashboardOpened: true }),
  chooseMode: (choice) => void setMode(choice).then((mode) => change({ mode })),
  remindIn: (seconds) => {
    askToNotify();
    void notes.remindIn(seconds);
  },
  runFlaky: () => void jobs.enqueue(flaky),
  runDoomed: () => void jobs.enqueue(doomed),
  summariseNow: () => void jobs.recurring.trigger(SUMMARY),
  fill: () => void state.load.fill(),
  stopFilling: () => state.load.cancel(),
  empty: () => void state.load.remove(),
  reload: () => location.reload(),
  runHere: () => void runHere(),
};

function change(part: Partial<PageState>): void {
  Object.assign(state, part);
  changed();
}

let ticking: ReturnType<typeof setTimeout> | undefined;

function draw(): void {
  planned = false;
  state.now = Date.now();
  render(pageView(state, actions), root as HTMLElement);
  // A clock runs only while something is counted down, and only where somebody sees it.
  clearTimeout(ticking);
  if (!document.hidden && counting()) ticking = setTimeout(changed, 1_000 - (state.now % 1_000));
}

const counting = (): boolean =>
  state.reminders.planned.length > 0 ||
  state.activity.lines.some(({ until }) => until !== undefined) ||
  notes.notes.some((note) => notes.progressOf(note).until !== undefined);

const refreshMode = async (): Promise<void> => change({ mode: await readMode() });

/** A page can run the jobs as well as a worker can, for as long as it is open. */
async function runHere(): Promise<void> {
  const [{ createServer }, { handlers }] = await Promise.all([
    import("../src/server.ts"),
    import("./jobs/handlers.ts"),
  ]);
  createServer({ handlers });
  state.status.dismiss("worker-unavailable");
}

for (const name of ["online", "offline"])
  addEventListener(name, () => {
    change({ online: navigator.onLine });
    void refreshMode();
  });
document.addEventListener("visibilitychange", () => {
  changed();
  if (!document.hidden) void refreshMode();
});
wide.addEventListener("change", () => {
  change({ dashboard: wide.matches, dashboardOpened: state.dashboardOpened || wide.matches });
});

// Clicks that fail are told here, all in one place: none of them may pass in silence.
addEventListener("unhandledrejection", ({ reason }) => state.status.report(reason));

listenForDrops(state.exported);
draw();
const form = root.querySelector("form");
if (form !== null) restoreWords(form);
// Not needed for the first paint, and a third of the script.
void import("../src/dashboard.ts");
void refreshMode();
void start();

async function start(): Promise<void> {
  await Promise.all([notes.load(), state.reminders.load()]);
  change({ loaded: true });
  await notes.catchUp();
  await state.load.look();
  await jobs.recurring.addOrUpdate(SUMMARY, dailySummary, undefined, Cron.daily(18), { timeZone: "device" });
}
