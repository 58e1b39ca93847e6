import { type CSSResultGroup, css, html, type PropertyDeclarations, type TemplateResult } from "lit";
import { BoardElement } from "../board.ts";
import { nextChange, nextElapsed, TickerController } from "../controllers/ticker-controller.ts";

/** A moment, relative and kept fresh, or exact, as the dashboard is set; the other of the two on hover. */
export class JobTime extends BoardElement {
  static override properties: PropertyDeclarations = {
    at: { attribute: false },
    elapsed: { type: Boolean },
    due: { type: Boolean },
  };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    css`
      :host {
        display: inline;
        color: inherit;
      }
      time {
        font-variant-numeric: tabular-nums;
        white-space: var(--_time-wrap, nowrap);
      }
    `,
  ];
  declare at: number;
  /** Shows how long ago it was as a length of time. */
  declare elapsed: boolean;
  /** Once it has come it is now, for as long as what it is the time of has not happened. */
  declare due: boolean;

  constructor() {
    super();
    this.elapsed = this.due = false;
    new TickerController(this, (now) => {
      if (this.#exact) return Number.POSITIVE_INFINITY;
      return this.elapsed ? nextElapsed(this.at, now) : nextChange(this.at, now);
    });
  }

  override connectedCallback(): void {
    // There are as many as rows, and none has a part.
    this.setAttribute("exportparts", "");
    super.connectedCallback();
  }

  get #exact(): boolean {
    return !this.elapsed && (this.board?.exactTimes ?? false);
  }

  override render(): TemplateResult {
    const { locale } = this.board;
    const distance = this.at - Date.now();
    const exact = locale.date(this.at);
    const relative = this.elapsed
      ? locale.duration(Math.floor(-distance / 1_000) * 1_000)
      : locale.relative(this.due ? Math.max(0, distance) : distance);
    const [text, title] = this.#exact ? [exact, relative] : [relative, exact];
    return html`<time datetime=${new Date(this.at).toISOString()} title=${title}>${text}</time>`;
  }
}
