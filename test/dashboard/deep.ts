/** Every element and text below a root, through the shadow roots, as a person sees them. */
export function deepAll<Found extends Element = HTMLElement>(root: ParentNode, selector: string): Found[] {
  const found: Found[] = [];
  const visit = (node: ParentNode): void => {
    for (const element of node.querySelectorAll("*")) {
      if (element.matches(selector)) found.push(element as Found);
      if (element.shadowRoot) visit(element.shadowRoot);
    }
  };
  // By what it has, not by its class: a frame's elements are of another one.
  if ("shadowRoot" in root && root.shadowRoot) visit(root.shadowRoot as ShadowRoot);
  visit(root);
  return found;
}

/** The text of a root with its shadow roots. */
export function deepText(root: Node): string {
  if (root.nodeType === Node.TEXT_NODE) return root.textContent ?? "";
  const shadow = "shadowRoot" in root ? (root.shadowRoot as ShadowRoot | null) : null;
  const inside = shadow ? [shadow, ...root.childNodes] : [...root.childNodes];
  return inside
    .map(deepText)
    .join(" ")
    .replace(/\s+/g, " ")
    .replace(/ ([:.,])/g, "$1")
    .trim();
}

export const frame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));

/** Every element of the view is registered, has read what it shows and has rendered it. */
export async function settled(dashboard: Element): Promise<void> {
  let before = "";
  for (let same = 0; same < 3; await frame()) {
    const waiting = deepAll(dashboard, ":not(:defined)").length > 0;
    const now = deepText(dashboard);
    same = now === before && !waiting ? same + 1 : 0;
    before = now;
  }
}
