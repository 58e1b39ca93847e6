import { describe, expect, test } from "vitest";
import { parseSearch, stateIn, termOf, toQuery, withoutTerm, withTerm } from "../../src/dashboard/search.ts";
import { suggest } from "../../src/dashboard/suggest.ts";

const NOW = 1_000_000_000;
const query = (search: string) => toQuery(parseSearch(search), NOW);

describe("a search", () => {
  test("is words and qualifiers, in any order", () => {
    expect(
      query('late queue:mail invoice tag:vip name:send recurring:nightly error:"timed out" id:j7'),
    ).toEqual({
      queue: "mail",
      tag: "vip",
      name: "send",
      recurringId: "nightly",
      error: "timed out",
      id: "j7",
      search: "late invoice",
    });
  });

  test.each([
    ["age:>1h", { createdBefore: NOW - 3_600_000 }],
    ["age:1h30m", { createdBefore: NOW - 5_400_000 }],
    ["age:<10m", { createdAfter: NOW - 600_000 }],
    ["age:10m..2h", { createdBefore: NOW - 600_000, createdAfter: NOW - 7_200_000 }],
    ["attempt:>2", { attempts: { min: 3 } }],
    ["attempt:<=2", { attempts: { max: 2 } }],
    ["attempt:<2", { attempts: { max: 1 } }],
    ["took:>5s", { took: { min: 5_000 } }],
    ["took:<1m", { took: { max: 60_000 } }],
    ["took:1s..2s", { took: { min: 1_000, max: 2_000 } }],
    ["attempt:3", { attempts: { min: 3, max: 3 } }],
    ["attempt:2..4", { attempts: { min: 2, max: 4 } }],
    ["batch:b1", { batchId: "b1" }],
    ["name:send-*", { name: "send-*" }],
  ])("reads %s", (search, expected) => {
    expect(query(search)).toEqual(expected);
  });

  test.each(["age:old", "took:long", "age:>", "age:>1h..2h", "attempt:many", "attempt:-1", "attempt:1.5"])(
    "says of %s that it can't be read, and narrows nothing by it",
    (search) => {
      expect(parseSearch(search)).toMatchObject([{ wrong: true }]);
      expect(query(search)).toEqual({});
    },
  );

  test.each([
    ["queue:", {}],
    ["late error:", { search: "late" }],
    ['error:"timed o', { error: "timed o" }],
    ['late "two wo', { search: "late two wo" }],
    ['"', {}],
  ])("reads %s, which is still being written, as far as it goes", (search, expected) => {
    expect(query(search)).toEqual(expected);
  });

  test("closes a quotation that was left open before another term is added", () => {
    expect(query(withTerm('error:"timed out', "queue:mail"))).toEqual({ error: "timed out", queue: "mail" });
  });

  test("says of a qualifier that another of its kind follows, which counts instead", () => {
    expect(parseSearch("queue:mail tag:vip queue:sync")).toMatchObject([
      { text: "queue:mail", replaced: true },
      { text: "tag:vip" },
      { text: "queue:sync" },
    ]);
    expect(query("queue:mail queue:sync")).toEqual({ queue: "sync" });
    expect(query("attempt:>1 attempt:<5")).toEqual({ attempts: { min: 2, max: 4 } });
    expect(parseSearch("attempt:>1 attempt:<5").some(({ replaced }) => replaced)).toBe(false);
  });

  test("takes what only looks like a qualifier as a word", () => {
    expect(query("https://a.example/b 12:30 nosuch:thing")).toEqual({
      search: "https://a.example/b 12:30 nosuch:thing",
    });
  });

  test("has one value for each qualifier: adding another takes its place", () => {
    expect(withTerm("late queue:mail", "queue:media")).toBe("late queue:media");
  });

  test("loses a term and keeps the others as they were written", () => {
    const search = 'late queue:mail "two words"';
    const [, term] = parseSearch(search);

    expect(withoutTerm(search, term!)).toBe('late "two words"');
  });

  test("names a state, which is a list of its own and no term", () => {
    expect(stateIn('vip State:Failed error:"no net"')).toEqual({
      state: "failed",
      search: 'vip error:"no net"',
    });
    expect(stateIn("state:retries")).toEqual({ state: "retries", search: "" });
    expect(stateIn("state:fail")).toBeUndefined();
    expect(stateIn('"state:failed" or "about state:failed"')).toBeUndefined();
  });

  test("is nothing when it is blank", () => {
    expect(query("  ")).toEqual({});
  });
});

describe("suggestions", () => {
  const known = { queue: ["mail", "media", "small-mail"], error: ["two words"] };
  const texts = (search: string) => suggest(search, known).map(({ text }) => text);

  test("are all qualifiers where a word begins, and those that begin as it does", () => {
    expect(texts("late ")).toContain("queue:");
    expect(texts("late ")).toHaveLength(11);
    expect(texts("late a")).toEqual(["age:", "attempt:"]);
    expect(texts("zebra")).toEqual([]);
  });

  test("are known values of the qualifier that is begun, those that begin so first", () => {
    expect(texts("queue:m")).toEqual(["queue:mail", "queue:media", "queue:small-mail"]);
    expect(texts("queue:mail")).toEqual(["queue:small-mail"]);
    expect(texts("age:")).toContain("age:>1h");
    expect(texts("nosuch:")).toEqual([]);
    expect(texts("state:del")).toEqual(["state:deleted"]);
  });

  test("leave what has been written before as it is, and quote a value with blanks", () => {
    expect(suggest("late queue:me", known)[0]?.search).toBe("late queue:media ");
    expect(suggest("late err", known)[0]?.search).toBe("late error:");
    expect(suggest("error:", known)[0]?.search).toBe('error:"two words" ');
    expect(parseSearch(termOf("error", 'say "no" twice'))).toMatchObject([{ value: "say no twice" }]);
  });
});
