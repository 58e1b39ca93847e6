import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Toast, Toasts } from "../actions/toasts.ts";
import { BoardElement } from "../board.ts";
import { FocusController } from "../controllers/focus-controller.ts";
import { icon } from "../theme/icons.ts";
import { each } from "./each.ts";

/** What has just been done, and what was refused and why. */
export class ToastStack extends BoardElement {
  static override properties: PropertyDeclarations = {
    toasts: { attribute: false },
    list: { attribute: false },
    taken: { attribute: false },
  };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    css`
      :host {
        position: sticky;
        inset-block-end: calc(16px + var(--_taken, 0px));
        z-index: 5;
        display: block;
        block-size: 0;
        font-size: 13.5px;
      }
      ul {
        position: absolute;
        inset-block-end: 0;
        inset-inline-end: 16px;
        display: grid;
        gap: 8px;
        inline-size: min(360px, calc(100% - 32px));
      }
      li {
        display: flex;
        align-items: start;
        gap: 10px;
        padding: 10px 8px 10px 12px;
        padding-inline: 12px 8px;
        border: 1px solid var(--_line-strong);
        border-radius: var(--_radius);
        background: var(--_surface);
        box-shadow: var(--_shadow);
        animation: rise 160ms ease-out;
        line-height: 1.45;
      }
      @keyframes rise {
        from {
          opacity: 0;
          transform: translateY(8px);
        }
      }
      li > .icon {
        margin-block-start: 2px;
        color: var(--_succeeded);
      }
      li.refused > .icon {
        color: var(--_failed);
      }
      li.working > .icon {
        color: var(--_processing);
      }
      li > div {
        flex: 1;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      button {
        min-block-size: 24px;
        margin-block: -2px;
      }
    `,
  ];
  declare toasts: Toasts;
  declare list: readonly Toast[];
  declare taken: number;

  constructor() {
    super();
    new FocusController(this);
  }

  override updated(): void {
    this.style.setProperty("--_taken", `${this.taken}px`);
  }

  override render(): TemplateResult {
    const { words } = this.board.locale;
    return html`<div
      role="status"
      aria-label=${words.toasts.label}
      @pointerenter=${() => this.toasts.hold(true)}
      @pointerleave=${() => this.toasts.hold(false)}
      @focusin=${() => this.toasts.hold(true)}
      @focusout=${() => this.toasts.hold(false)}
    >
      <ul>
      ${each(
        this.list,
        ({ id }) => id,
        (toast) => html`<li class=${toast.tone} part="toast">
          ${icon(({ done: "succeeded", refused: "failed", working: "processing" } as const)[toast.tone])}
          <div>
            <strong>${toast.title}</strong>
            ${toast.detail ? html`<p class="soft">${toast.detail}</p>` : nothing}
          </div>
          ${toast.stop ? html`<button type="button" @click=${toast.stop}>${words.toasts.stop}</button>` : nothing}
          ${toast.jobId === undefined ? nothing : html`<button type="button" @click=${() => this.#open(toast)}>${words.toasts.open}</button>`}
          ${toast.undo ? html`<button type="button" @click=${() => this.#undo(toast)}>${words.toasts.undo}</button>` : nothing}
          ${
            toast.tone === "working"
              ? nothing
              : html`<button type="button" class="bare" aria-label=${words.dialogs.close} @click=${() => this.toasts.close(toast.id)}>
                  ${icon("close")}
                </button>`
          }
        </li>`,
      )}
    </ul></div>`;
  }

  #open({ id, jobId }: Toast): void {
    this.toasts.close(id);
    if (jobId !== undefined) this.board.router.go({ view: "job", jobId });
  }

  #undo(toast: Toast): void {
    this.toasts.close(toast.id);
    void toast.undo?.();
  }
}
