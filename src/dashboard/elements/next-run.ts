import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { RecurringJob } from "../../recurring/snapshot.ts";
import { BoardElement } from "../board.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { scheduleBoard } from "../locale/zoned.ts";
import { upcoming, upcomingStyles } from "../panels/upcoming.ts";
import { icon } from "../theme/icons.ts";
import { placePopover } from "./place-popover.ts";

/** Room for a date with seconds in each of the languages, on one line. */
const WIDTH = 300;

/** A schedule's next run, counted down to, with the next five behind it. */
export class NextRun extends BoardElement {
  static override properties: PropertyDeclarations = {
    definition: { attribute: false },
    open: { state: true },
  };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    upcomingStyles,
    css`
      :host {
        display: inline;
      }
      button.link {
        display: inline-flex;
        align-items: center;
        gap: 5px;
        min-block-size: 24px;
        margin-block-start: -2px;
        color: inherit;
        font-weight: inherit;
      }
      button .icon {
        font-size: 13px;
        color: var(--_ink-soft);
      }
      [popover] {
        position: fixed;
        inset: auto;
        margin: 0;
        padding: 10px 12px;
        overflow: auto;
        border: 1px solid var(--_line-strong);
        border-radius: var(--_radius);
        background: var(--_surface);
        color: var(--_ink);
        box-shadow: var(--_shadow);
        font-size: 13px;
        line-height: 1.45;
        white-space: normal;
      }
      [popover]:focus-visible {
        outline-offset: -2px;
      }
      /* As high as five lines while they are read, so that it doesn't grow under the eye. */
      .wait {
        min-block-size: 130px;
      }
      .own {
        flex-basis: 100%;
        padding-inline-start: 22px;
      }
      h3 {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0 12px;
        font-size: 12.5px;
        margin-block-end: 4px;
      }
      h3 .soft {
        font-weight: 400;
      }
      @supports not selector(:popover-open) {
        [popover] {
          display: none;
        }
      }
    `,
  ];
  declare definition: RecurringJob;
  declare open: boolean;
  #opened: AbortController | undefined;
  readonly #times: MonitorController<number[] | undefined>;

  constructor() {
    super();
    this.open = false;
    this.#times = new MonitorController<number[] | undefined>(this, {
      // Nothing is read for what nobody has opened.
      read: async (client) => (this.open ? client.recurring.upcoming(this.definition.id) : undefined),
      wants: (notice) => this.open && notice.type === "recurring" && notice.id === this.definition.id,
      key: () => [this.open, this.definition.id, this.definition.nextRunAt],
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#follow(false);
  }

  override render(): TemplateResult {
    const { definition } = this;
    const board = scheduleBoard(this.board, definition.timeZone);
    const { locale } = board;
    const { recurring } = locale.words;
    const times = this.open ? this.#times.value : undefined;
    const failed = this.open && this.#times.error !== undefined;
    return html`<button type="button" class="link" popovertarget="times" aria-haspopup="dialog">
        <job-time due .board=${board} .at=${definition.nextRunAt}></job-time>${icon("calendar")}<span class="hidden">${locale.text(recurring.upcomingOf, { name: definition.id })}</span>
      </button>
      <div
        id="times"
        popover
        role="dialog"
        aria-labelledby="title"
        tabindex="-1"
        autofocus
        @beforetoggle=${this.#onToggle}
      >
        <h3 id="title">${recurring.upcoming}<span class="soft ltr">${locale.timeZone}</span></h3>
        <div class=${times || failed ? "" : "wait"}>
          ${failed ? locale.words.problems.generic : this.open ? upcoming(this.board, definition, times) : nothing}
        </div>
      </div>`;
  }

  // Before it is shown: afterwards it would be seen to jump.
  readonly #onToggle = (event: ToggleEvent): void => {
    this.open = event.newState === "open";
    this.#follow(this.open);
    if (this.open) this.#place();
    // Closed by Escape, it has the focus still; not every engine finds the way back out of a shadow root.
    else if (this.shadowRoot?.activeElement === event.target)
      this.renderRoot.querySelector("button")?.focus();
  };

  #follow(open: boolean): void {
    this.#opened?.abort();
    this.#opened = undefined;
    if (!open) return;
    this.#opened = new AbortController();
    const { signal } = this.#opened;
    window.addEventListener("resize", this.#place, { signal });
    // Whatever scrolls, also a part of the page around the dashboard.
    window.addEventListener("scroll", this.#place, { signal, capture: true, passive: true });
  }

  readonly #place = (): void => {
    const [popover, button] = ["[popover]", "button"].map((each) => this.renderRoot.querySelector(each));
    if (popover instanceof HTMLElement && button instanceof HTMLElement) placePopover(popover, button, WIDTH);
  };
}
