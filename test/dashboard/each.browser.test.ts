import fc from "fast-check";
import { html, render } from "lit";
import { expect, test } from "vitest";
import { each } from "../../src/dashboard/elements/each.ts";

const list = (keys: readonly number[]) =>
  html`<ul>
    ${each(
      keys,
      (key) => key,
      (key) => html`<li data-key=${key}>${key}</li>`,
    )}
  </ul>`;

const keysIn = (root: Element): number[] =>
  [...root.querySelectorAll("li")].map((item) => Number(item.dataset["key"]));

const markersIn = (root: Element): number =>
  [...(root.querySelector("ul")?.childNodes ?? [])].filter(({ nodeType }) => nodeType === Node.COMMENT_NODE)
    .length;

test("whatever becomes of a list, its items stand in order, keep their elements, and leave nothing behind", () => {
  const keys = fc.uniqueArray(fc.nat(30), { maxLength: 20 });
  fc.assert(
    fc.property(fc.array(keys, { minLength: 1, maxLength: 12 }), (lists) => {
      const root = document.createElement("div");
      let elements = new Map<number, Element>();
      for (const wanted of lists) {
        render(list(wanted), root);
        expect(keysIn(root)).toEqual(wanted);
        const now = new Map(
          [...root.querySelectorAll("li")].map((item) => [Number(item.dataset["key"]), item]),
        );
        for (const [key, element] of now) if (elements.has(key)) expect(elements.get(key)).toBe(element);
        elements = now;
        // Two for each item and one of the list; Lit's own directive leaves one behind for each that has gone.
        expect(markersIn(root)).toBe(2 * wanted.length + 1);
      }
    }),
  );
});
