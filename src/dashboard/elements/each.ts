import { noChange } from "lit";
import { type ChildPart, Directive, directive, type PartInfo, PartType } from "lit/directive.js";
import { insertPart, removePart, setChildPartValue, setCommittedValue } from "lit/directive-helpers.js";

type Keyed = { key: unknown; part: ChildPart };

/** Items by key, as `repeat` does it; but what goes takes both of its markers along. */
class Each extends Directive {
  #shown: Keyed[] = [];

  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.CHILD) throw new Error("each() stands between tags.");
  }

  render<Item>(
    _items: readonly Item[],
    _keyOf: (item: Item) => unknown,
    _draw: (item: Item) => unknown,
  ): unknown {
    return noChange;
  }

  override update<Item>(
    container: ChildPart,
    [items, keyOf, draw]: [readonly Item[], (item: Item) => unknown, (item: Item) => unknown],
  ): unknown {
    const wanted = new Set(items.map(keyOf));
    for (const { key, part } of this.#shown) if (!wanted.has(key)) drop(part);
    const known = new Map(this.#shown.map(({ key, part }) => [key, part]));
    // What stays, in the order in which it stands in the document.
    const standing = this.#shown.filter(({ key }) => wanted.has(key));
    const placed = new Set<ChildPart>();
    let next = 0;
    this.#shown = items.map((item) => {
      const key = keyOf(item);
      while (standing[next] && placed.has((standing[next] as Keyed).part)) next += 1;
      const before = standing[next]?.part;
      let part = known.get(key);
      if (!part) part = insertPart(container, before);
      else if (part === before) next += 1;
      else insertPart(container, before, part);
      placed.add(part);
      return { key, part: setChildPartValue(part, draw(item)) };
    });
    setCommittedValue(
      container,
      this.#shown.map(({ part }) => part),
    );
    return noChange;
  }
}

/** Lit 3.3 forgets the end marker (github.com/lit/lit/issues/5298): a list that lives would fill up with them. */
function drop(part: ChildPart): void {
  const end = part.endNode;
  removePart(part);
  end?.parentNode?.removeChild(end);
}

export const each = directive(Each) as <Item>(
  items: readonly Item[],
  keyOf: (item: Item) => unknown,
  draw: (item: Item) => unknown,
) => unknown;
