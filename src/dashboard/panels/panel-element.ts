import { BoardElement } from "../board.ts";

/** A panel that may have nothing to show: then it is hidden, or it would still have a gap beside its neighbours. */
export class PanelElement extends BoardElement {
  override updated(): void {
    this.hidden = this.renderRoot.firstElementChild === null;
  }
}
