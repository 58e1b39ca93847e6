import {
  type CSSResultGroup,
  css,
  html,
  LitElement,
  type PropertyDeclarations,
  type TemplateResult,
} from "lit";
import type { JobState } from "../../job/state.ts";
import { LocaleController } from "../controllers/locale-controller.ts";
import { controls } from "../theme/controls.styles.ts";
import { icon } from "../theme/icons.ts";
import { STATE_ICONS } from "../theme/state-appearance.ts";
import { stateColors, tokens } from "../theme/tokens.styles.ts";

/**
 * A job's state: icon, word, colour. Usable alone.
 *
 * @property state - which state
 * @property word - instead of the state's own word
 * @csspart base - the badge
 */
export class JobBadge extends LitElement {
  static override properties: PropertyDeclarations = {
    state: { reflect: true },
    word: {},
    lang: { noAccessor: true },
  };
  static override styles: CSSResultGroup = [
    tokens,
    controls,
    stateColors,
    css`
      :host {
        display: inline-flex;
        vertical-align: middle;
        font-size: 12px;
      }
      span {
        display: inline-flex;
        align-items: center;
        gap: 5px;
        padding: 1px 8px 1px 6px;
        padding-inline: 6px 8px;
        border-radius: 99px;
        background: color-mix(in srgb, var(--c) 11%, var(--_surface));
        color: var(--c);
        font-weight: 550;
        line-height: 20px;
        white-space: nowrap;
      }
      .icon {
        font-size: 14px;
      }
    `,
  ];
  declare state: JobState;
  declare word: string | undefined;
  readonly #locale = new LocaleController(this);

  constructor() {
    super();
    this.state = "enqueued";
  }

  override render(): TemplateResult {
    const { words } = this.#locale.locale;
    return html`<span part="base" data-state=${this.state}
      >${icon(STATE_ICONS[this.state])}${this.word ?? words.states[this.state]}</span
    >`;
  }
}
