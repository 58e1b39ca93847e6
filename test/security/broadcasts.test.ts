import fc from "fast-check";
import { expect, onTestFinished, test, vi } from "vitest";
import { EventHub } from "../../src/client/events/event-hub.ts";
import { defineJob, handle } from "../../src/index.ts";
import { buildServer } from "../../src/server/create-server.ts";
import { channelName } from "../../src/storage/channel-name.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { alarmScript } from "../../sw/alarm-script.ts";
import { storeOf } from "../support/audit.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";
import { NOON } from "../support/make-job.ts";
import { runs } from "../support/property.ts";

useFakeIndexedDB();

const value = fc.anything({ withBigInt: true, withDate: true, withMap: true });
/** What a script of the origin may broadcast: anything, and what looks like a notice. */
const broadcast = fc.oneof(
  value,
  fc.array(
    fc.record(
      {
        type: fc.oneof(fc.constantFrom("job", "many", "queue", "server", "recurring", "toString"), value),
        id: value,
        state: fc.oneof(fc.constantFrom("processing", "deleted", "enqueued", "__proto__"), value),
        at: value,
        dueAt: value,
      },
      { requiredKeys: [] },
    ),
  ),
);

test("whatever is broadcast, no listener throws and nothing is stored", async () => {
  const clock = new VirtualClock(NOON);
  const browser = new VirtualBrowser(clock);
  const { platform } = browser.open("service-worker");
  const storage = new IndexedDbStorage({ name: "jobs" }, platform);
  const server = buildServer("test", { handlers: [handle(defineJob("a"), () => {})] }, storage, platform);
  const heard: unknown[] = [];
  const events = new EventHub(storage);
  events.add("change", (event) => heard.push(event));
  onTestFinished(() => storage.close());
  await server.ready;
  await server.settled();
  // That something woke the server is noted; nothing else.
  const kept = async () => {
    const { wakeups: _wakeups, servers, ...store } = await storeOf(storage);
    return { ...store, servers: servers.map(({ lastWake: _wake, ...server }) => server) };
  };
  const before = await kept();
  const thrown = vi.fn();
  vi.stubGlobal("reportError", thrown);
  onTestFinished(() => void vi.unstubAllGlobals());
  const stranger = browser.open("window").platform.openChannel(channelName("jobs"));

  fc.assert(
    fc.property(broadcast, (message) => stranger.post(message)),
    runs(500),
  );
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
  stranger.post([{ type: "job", id: "a", name: "a", queue: "b", state: "enqueued", at: 1 }]);
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));

  expect(thrown).not.toHaveBeenCalled();
  expect(heard.length).toBeGreaterThan(0);
  expect(await kept()).toEqual(before);
});

test("whatever is broadcast, the alarm goes on", async () => {
  let clock = NOON;
  let hear = (_event: { data: unknown }): void => {};
  const scope = {
    fetch: vi.fn(async () => Response.json({ nextDue: null, busy: false, lock: "l", others: [] })),
    setTimeout: () => 1,
    clearTimeout() {},
    BroadcastChannel: class {
      set onmessage(listener: typeof hear) {
        hear = listener;
      }
    },
    navigator: {},
    Date: { now: () => clock },
  };
  new Function("self", alarmScript("/tick", "channel", "lock"))(scope);

  fc.assert(
    fc.property(broadcast, (data) => hear({ data })),
    runs(500),
  );
  // The tick at its start is over, and those that the noise asked for.
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
  scope.fetch.mockClear();
  clock += 60_000;
  hear({ data: [{ type: "many", at: 1 }] });

  expect(scope.fetch).toHaveBeenCalledOnce();
});
