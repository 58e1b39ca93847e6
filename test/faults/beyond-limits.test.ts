import { expect, test } from "vitest";
import type { Note } from "./app/notes.ts";
import type { Line } from "./app/page.ts";
import { beyondLimits } from "./beyond-limits.ts";

const line = (id: string, name: string) => ({ id, name }) as Line;
const note = (type: "begin" | "end", job: string): Note => ({ type, job, attempt: 1, run: job, where: "" });
const pairs = ["a", "b", "c"].map((id) => line(id, "paired"));

test("a third of a pair that runs beside two is found, one that comes after them is not", () => {
  const begun = ["a", "b", "c"].map((id) => note("begin", id));
  const ended = ["a", "b", "c"].map((id) => note("end", id));
  expect(beyondLimits(pairs, [...begun, ...ended])).toEqual(["3 of 'paired' ran at a time, and 2 may"]);
  const [third] = begun.splice(2);
  expect(beyondLimits(pairs, [...begun, ended[0]!, third!, ended[1]!, ended[2]!])).toEqual([]);
});

test("a run whose end the ledger was not told of says nothing", () => {
  const notes = ["a", "b", "c"].map((id) => note("begin", id));
  expect(beyondLimits(pairs, [...notes, note("end", "b"), note("end", "c")])).toEqual([]);
});
