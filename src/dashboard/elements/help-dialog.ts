import { type CSSResultGroup, css, html, type TemplateResult } from "lit";
import type { SubjectKind } from "../actions/action.ts";
import { ACTIONS } from "../actions/index.ts";
import { BoardElement } from "../board.ts";
import { VIEW_KEYS, VIEWS } from "../routes.ts";
import { dialogStyles } from "../theme/dialog.styles.ts";
import { icon } from "../theme/icons.ts";

/** Every key, from the same lists the keys are made of. */
export class HelpDialog extends BoardElement {
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    dialogStyles,
    css`
      header {
        display: flex;
        justify-content: space-between;
        align-items: start;
      }
      h3 {
        margin-block: 14px 4px;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 4px 14px;
        align-items: baseline;
      }
      dt {
        min-inline-size: 64px;
      }
      kbd {
        display: inline-block;
        min-inline-size: 22px;
        padding: 0 5px;
        border: 1px solid var(--_line-strong);
        border-radius: 4px;
        font: 12px/20px var(--_mono);
        text-align: center;
      }
    `,
  ];

  async show(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  override render(): TemplateResult {
    const { words } = this.board.locale;
    const { keys, views } = words;
    // Pausing and going on share a key: what it does is what the row offers.
    const acts = (of: SubjectKind): [string, string][] => {
      const labels = new Map<string, string>();
      for (const { kind, key, name } of this.board.actions ? ACTIONS : []) {
        if (kind !== of || key === undefined) continue;
        const { label } = words.actions[name];
        labels.set(key, labels.has(key) ? `${labels.get(key)} / ${label}` : label);
      }
      return [...labels];
    };
    const groups: [string, [string, string][]][] = [
      [
        keys.groups.list,
        [
          ["j", keys.next],
          ["k", keys.previous],
          ["x", keys.select],
          ["X", keys.range],
          ["a", words.list.selectAll],
          ["Enter", keys.open],
          ["e", keys.expand],
          ...acts("job"),
        ],
      ],
      [views.recurring, acts("recurring")],
      [views.batches, acts("batch")],
      [views.queues, acts("queue")],
      [keys.groups.go, VIEWS.map((view) => [`g ${VIEW_KEYS[view]}`, views[view]])],
      [
        keys.groups.everywhere,
        [
          ["/", keys.search],
          ["Esc", keys.back],
          ["?", keys.help],
        ],
      ],
    ];
    return html`<dialog aria-labelledby="title" @click=${this.#onClick}>
      <div class="body">
        <header>
          <h2 id="title">${keys.title}</h2>
          <button type="button" class="bare" aria-label=${words.dialogs.close} @click=${this.#close}>${icon("close")}</button>
        </header>
        ${groups
          .filter(([, rows]) => rows.length > 0)
          .map(
            ([title, rows]) => html`<h3>${title}</h3>
            <dl>
              ${rows.map(
                ([key, label]) =>
                  html`<dt class="ltr">${key.split(" ").map((each) => html`<kbd>${each}</kbd> `)}</dt>
                    <dd>${label}</dd>`,
              )}
            </dl>`,
          )}
      </div>
    </dialog>`;
  }

  #onClick(event: Event): void {
    if (event.target === event.currentTarget) this.#close();
  }

  readonly #close = (): void => this.renderRoot.querySelector("dialog")?.close();
}
