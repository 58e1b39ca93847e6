import { describe, expect, test } from "vitest";
import { parseSearch, toQuery, withoutTerm, withTerm } from "../../src/dashboard/search.ts";

const query = (search: string) => toQuery(parseSearch(search));

describe("a search", () => {
  test("is words and qualifiers, in any order", () => {
    expect(
      query('late queue:mail invoice tag:vip name:send recurring:nightly error:"timed out" id:j7'),
    ).toEqual({
      queue: "mail",
      tag: "vip",
      name: "send",
      recurringId: "nightly",
      search: "late invoice timed out j7",
    });
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

  test("is nothing when it is blank", () => {
    expect(query("  ")).toEqual({});
  });
});
