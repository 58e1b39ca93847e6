import { expect, test } from "vitest";
import { Waiting } from "../../src/client/calls/waiting.ts";
import type { Notice } from "../../src/job/notice.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { type Deferred, deferred } from "../support/deferred.ts";
import { NOON } from "../support/make-job.ts";

type Looked = { answer: string } | undefined;

/** Two that wait, each of whose looks ends when the test says what it has found; and what tells them of commits. */
function twoWaits() {
  let hear: (notices: readonly Notice[]) => void = () => {};
  const storage = {
    subscribe(told: typeof hear) {
      hear = told;
      return () => {};
    },
  } as Pick<Storage, "subscribe"> as Storage;
  const waiting = new Waiting(storage, new VirtualClock(NOON), new AbortController().signal);
  const begin = (id: string) => {
    const looks: Deferred<Looked>[] = [];
    const look = (): Promise<Looked> => {
      const looked = deferred<Looked>();
      looks.push(looked);
      return looked.promise;
    };
    const late = (): Error => new Error("late");
    return { looks, answer: waiting.wait({ id, look, concerns: () => true, late }) };
  };
  return {
    one: begin("one"),
    other: begin("other"),
    tell: () => hear([{ type: "many", count: 9, at: NOON }]),
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test("a look that doesn't end holds up nobody else", async () => {
  const { one, other, tell } = twoWaits();
  other.looks[0]!.resolve(undefined);
  await turn();
  tell();
  other.looks[1]!.resolve(undefined);
  await turn();

  tell();
  other.looks[2]?.resolve({ answer: "done" });

  expect(await Promise.race([other.answer, turn().then(() => "nothing")])).toBe("done");
  expect(one.looks).toHaveLength(1);
});

test("a look that fails ends its own wait alone", async () => {
  const { one, other, tell } = twoWaits();
  one.looks[0]!.reject(new Error("no"));
  await expect(one.answer).rejects.toThrow("no");
  other.looks[0]!.resolve(undefined);
  await turn();

  tell();
  other.looks[1]!.resolve({ answer: "done" });

  expect(await other.answer).toBe("done");
});

test("of many commits during one look, one look more is enough", async () => {
  const { one, tell } = twoWaits();
  for (let i = 0; i < 5; i++) tell();
  one.looks[0]!.resolve(undefined);
  await turn();
  expect(one.looks).toHaveLength(2);

  one.looks[1]!.resolve({ answer: "done" });

  expect(await one.answer).toBe("done");
});
