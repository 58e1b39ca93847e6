import { expectOption } from "../errors/expect-option.ts";

/** @throws InvalidJobError */
export function expectDatabase(call: string, database: unknown): void {
  const ok = database === undefined || (typeof database === "string" && database !== "");
  expectOption(ok, call, "database", database, "the name of a database");
}

/** @throws InvalidJobError */
export function expectDurability(call: string, durability: unknown): void {
  const ok = durability === undefined || durability === "relaxed" || durability === "strict";
  expectOption(ok, call, "durability", durability, "'relaxed' or 'strict'");
}
