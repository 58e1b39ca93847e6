import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { isRedacted } from "../../job/redact.ts";
import { BoardElement } from "../board.ts";
import { icon } from "../theme/icons.ts";
import { isBytes, kindOf, leafText, membersOf } from "./value-kinds.ts";

/** Members shown at once; the rest is a click away. */
const CHUNK = 100;
/** Characters of a text before it is folded. */
const TEXT = 400;
/** What every browser draws, and none runs. */
const SHOWN_IMAGES = /^image\/(png|jpeg|gif|webp|avif)$/;
/** Opened by themselves down to here. */
const OPEN_DEPTH = 1;

/** Anything the structured clone algorithm carries, as a tree that opens and closes. */
export class ValueTree extends BoardElement {
  static override properties: PropertyDeclarations = {
    value: { attribute: false },
    redact: { attribute: false },
    label: {},
  };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    css`
      :host {
        display: block;
        font: 12.5px/24px var(--_mono);
        overflow-x: auto;
        direction: ltr;
        text-align: left;
      }
      details > div {
        padding-left: 16px;
        border-left: 1px solid var(--_line);
        margin-left: 5px;
      }
      summary {
        cursor: pointer;
        list-style: none;
        border-radius: 4px;
        min-block-size: 24px;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary .icon {
        font-size: 11px;
        margin-inline-end: 4px;
        color: var(--_ink-soft);
        transition: transform var(--_quick);
      }
      [open] > summary > .icon {
        transform: rotate(90deg);
      }
      .leaf {
        padding-left: 15px;
      }
      .top.leaf {
        padding-left: 0;
      }
      .key {
        color: var(--_ink-soft);
      }
      .string {
        color: var(--_succeeded);
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      .number,
      .bigint,
      .date {
        color: var(--_processing);
      }
      .boolean,
      .null,
      .undefined {
        color: var(--_awaiting);
      }
      .kind {
        color: var(--_ink-soft);
        font-style: italic;
      }
      button {
        font: 12px var(--_font);
        min-block-size: 22px;
        padding: 0 6px;
      }
      .picture {
        display: block;
        max-inline-size: min(320px, 100%);
        max-block-size: 240px;
        margin-block: 4px;
        border: 1px solid var(--_line);
        border-radius: 4px;
      }
      .kind .icon,
      button .icon {
        font-size: 12px;
        vertical-align: -2px;
      }
    `,
  ];
  declare value: unknown;
  /** What is masked, as in `defineJob({ redact })`. */
  declare redact: readonly string[] | undefined;
  declare label: string;
  readonly #more = new Map<unknown, number>();
  readonly #pictures = new Map<Blob, string>();

  override render(): TemplateResult {
    return html`<div role="group" aria-label=${this.label} tabindex="0">${this.#node(undefined, this.value, [], [])}</div>`;
  }

  #node(
    key: string | undefined,
    value: unknown,
    above: readonly unknown[],
    path: readonly string[],
  ): TemplateResult {
    const { words, count, number } = { ...this.board.locale };
    const name = key === undefined ? nothing : html`<span class="key">${key}: </span>`;
    const leaf = (content: unknown): TemplateResult =>
      html`<div class="leaf ${above.length === 0 ? "top" : ""}">${name}${content}</div>`;
    if (isRedacted(this.redact, path))
      return leaf(
        html`<span class="kind" title=${words.value.hidden}>${icon("lock")} ${words.value.hidden}</span>`,
      );
    const kind = kindOf(value);
    if (isBytes(value)) return leaf(this.#bytes(kind, value));
    const members = membersOf(value);
    if (!members) return leaf(this.#leaf(kind, value));
    if (above.includes(value)) return leaf(html`<span class="kind">${kind} ↑ ${words.value.circular}</span>`);
    if (members.length === 0)
      return leaf(
        html`<span class="kind">${kind === "Array" ? "[]" : kind === "Object" ? "{}" : `${kind} {}`}</span>`,
      );
    const listed = kind === "Array" || kind === "Set";
    const shown = this.#more.get(value) ?? CHUNK;
    const rest = members.length - shown;
    return html`<details ?open=${above.length < OPEN_DEPTH}>
      <summary>
        ${icon("chevron")}${name}<span class="kind"
          >${kind === "Object" ? "" : `${kind} `}${count(listed ? words.value.items : words.value.entries, members.length)}</span
        >
      </summary>
      <div>
        ${members
          .slice(0, shown)
          .map(([each, member]) =>
            this.#node(each, member, [...above, value], listed ? path : [...path, each]),
          )}
        ${
          rest > 0
            ? html`<button type="button" class="bare" @click=${() => this.#showMore(value, shown)}>
                ${count(words.value.more, rest).replace("{n}", number(rest))}
              </button>`
            : nothing
        }
      </div>
    </details>`;
  }

  #leaf(kind: string, value: unknown): TemplateResult {
    if (typeof value !== "string")
      return html`<span class=${kind.toLowerCase()} title=${value instanceof Date && !Number.isNaN(value.getTime()) ? this.board.locale.date(value.getTime()) : nothing}>${leafText(value)}</span>`;
    const whole = (this.#more.get(value) ?? 0) > 0 || value.length <= TEXT;
    const text = JSON.stringify(whole ? value : `${value.slice(0, TEXT)}…`);
    return html`<span class="string">${text}</span>${
      whole
        ? nothing
        : html` <button type="button" class="bare" @click=${() => this.#showMore(value, 0)}>${this.board.locale.words.value.showAll}</button>`
    }`;
  }

  #bytes(kind: string, value: Blob | ArrayBuffer | ArrayBufferView): TemplateResult {
    const { words, bytes } = { ...this.board.locale };
    const size = value instanceof Blob ? value.size : value.byteLength;
    // Isolated, since a name may turn the direction of what follows it.
    const detail = value instanceof File ? html` <bdi>${value.name}</bdi>` : "";
    const type = value instanceof Blob && value.type ? ` ${value.type}` : "";
    return html`<span class="kind">${kind}${detail}${type}, ${bytes(size)}</span>
      <button type="button" class="bare" @click=${() => download(value)}>${icon("down")}${words.value.download}</button>
      ${value instanceof Blob && SHOWN_IMAGES.test(value.type) ? this.#picture(value) : nothing}`;
  }

  /** A picture, once it is asked for: reading it may cost more than all the rest. */
  #picture(blob: Blob): TemplateResult {
    const url = this.#pictures.get(blob);
    if (url !== undefined) return html`<img class="picture" src=${url} alt=${this.label} />`;
    const show = (): void => {
      this.#pictures.set(blob, URL.createObjectURL(blob));
      this.requestUpdate();
    };
    return html`<button type="button" class="bare" @click=${show}>${icon("search")}${this.board.locale.words.value.preview}</button>`;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const url of this.#pictures.values()) URL.revokeObjectURL(url);
    this.#pictures.clear();
  }

  #showMore(value: unknown, shown: number): void {
    this.#more.set(value, shown + CHUNK);
    this.requestUpdate();
  }
}

function download(value: Blob | ArrayBuffer | ArrayBufferView): void {
  const blob = value instanceof Blob ? value : new Blob([value as ArrayBuffer]);
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = value instanceof File ? value.name : "value";
  link.click();
  // The click has begun the download by now, but only the next task knows its address.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
