import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import { type Duration, milliseconds } from "../time/duration.ts";
import type { Preferences, Requirements } from "./constraints.ts";
import { needsOf } from "./needs.ts";
import { isPlain } from "./plain-object.ts";

/** What a job would rather wait for, as it is stored. */
export interface StoredPreference {
  /** The letters of what it prefers; see needs.ts. */
  needs: string;
  /** Milliseconds for which it waits, from when it is first ready. */
  within: number;
  /** The end of that, once it has been ready. */
  until?: number;
  /** That end has come: it is run without. */
  lapsed?: true;
}

const KNOWN = ["network", "charging", "visible", "idle", "storage"];
const SHAPE = "{ network, charging, visible, idle, storage }";

/** @throws InvalidJobError */
export function checkRequires(
  call: string,
  requires: unknown,
  option: string = "requires",
  shape: string = SHAPE,
): void {
  expectOption(isPlain(requires), call, option, requires, shape);
  expectKnownOptions(`${call}: ${option}`, requires, KNOWN);
  const { network, storage } = requires;
  const okNetwork = network === undefined || network === "online" || network === "unmetered";
  expectOption(okNetwork, call, `${option}.network`, network, "'online' or 'unmetered'");
  expectOption(
    storage === undefined || storage === "not-low",
    call,
    `${option}.storage`,
    storage,
    "'not-low'",
  );
  for (const name of ["charging", "visible", "idle"]) {
    const value = requires[name];
    expectOption(
      value === undefined || typeof value === "boolean",
      call,
      `${option}.${name}`,
      value,
      "true or false",
    );
  }
}

/** @throws InvalidJobError */
export function checkPrefers(call: string, prefers: unknown): void {
  const shape = "{ within, network, charging, visible, idle, storage }";
  expectOption(isPlain(prefers), call, "prefers", prefers, shape);
  const { within, ...wanted } = prefers;
  checkRequires(call, wanted, "prefers", shape);
  const time = milliseconds(within as Duration, `${call}: prefers.within`);
  expectOption(time > 0, call, "prefers.within", within, "a duration of more than 0, such as '8h'");
  const some = needsOf(wanted) !== "";
  expectOption(
    some,
    call,
    "prefers",
    prefers,
    "something to prefer beside `within`, such as network: 'unmetered'",
  );
}

/** What is really required: a `false` asks for nothing. */
export function storedRequirements(requires: Requirements | undefined): { requires?: Requirements } {
  const asked = Object.entries(requires ?? {}).filter(([, value]) => value !== undefined && value !== false);
  return asked.length === 0 ? {} : { requires: Object.fromEntries(asked) };
}

/** What is preferred beyond what is required. */
export function storedPreference(
  prefers: Preferences | undefined,
  requires: Requirements | undefined,
): { prefers?: StoredPreference } {
  if (!prefers) return {};
  const required = needsOf(requires);
  const needs = [...needsOf(prefers)].filter(
    (need) => !required.includes(need) && !(need === "n" && required.includes("u")),
  );
  return needs.length === 0
    ? {}
    : { prefers: { needs: needs.join(""), within: milliseconds(prefers.within) } };
}

/** The letters of what it still waits for although it could do without. */
export const standingPreference = (prefers: StoredPreference | undefined): string =>
  prefers && !prefers.lapsed ? prefers.needs : "";

/** Ready since `at`: until when it waits for what it prefers is settled then, and holds for its retries too. */
export function readySince(prefers: StoredPreference, at: number): StoredPreference {
  const { needs, within, until = at + within, lapsed } = prefers;
  return { needs, within, until, ...(lapsed || until <= at ? { lapsed: true as const } : {}) };
}

/** As it was before it was first ready. */
export function renewedPreference({ needs, within }: StoredPreference): StoredPreference {
  return { needs, within };
}
