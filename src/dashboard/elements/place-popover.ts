/** Between a popover, what it belongs to and the edges of the window, in pixels. */
const GAP = 6;
const EDGE = 8;

/**
 * Puts a popover beside its button: below it, or above where there is more room. It needs no size but the popover's width,
 * so that it can be placed before it is drawn. Physical sides, since the numbers come from the window and are the same in
 * both directions; set one by one, since a strict policy refuses a `style` attribute.
 */
export function placePopover(popover: HTMLElement, button: HTMLElement, width: number): void {
  const box = button.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const breadth = Math.min(width, clientWidth - 2 * EDGE);
  const rtl = getComputedStyle(button).direction === "rtl";
  const start = rtl ? box.right - breadth : box.left;
  const left = Math.max(EDGE, Math.min(start, clientWidth - EDGE - breadth));
  const below = clientHeight - box.bottom;
  const under = below >= box.top;
  const { style } = popover;
  style.width = `${breadth}px`;
  style.left = `${left}px`;
  style.top = under ? `${box.bottom + GAP}px` : "auto";
  style.bottom = under ? "auto" : `${clientHeight - box.top + GAP}px`;
  style.maxHeight = `${Math.max(below, box.top) - GAP - EDGE}px`;
}
