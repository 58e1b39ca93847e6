import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { ErrorInfo } from "../../errors/error-info.ts";
import { BoardElement } from "../board.ts";
import { type Copied, copyButton } from "../elements/copy-button.ts";

/** Frames shown before the rest is folded away. */
const FRAMES = 6;

/** An error: name, message, stack with its own functions in the fore, and what caused it. */
export class ErrorPanel extends BoardElement {
  static override properties: PropertyDeclarations = { error: { attribute: false } };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    css`
      :host {
        display: block;
        font-size: 13px;
        line-height: 1.5;
      }
      section {
        position: relative;
        padding: 10px 12px;
        border: 1px solid color-mix(in srgb, var(--_failed) 28%, var(--_line));
        border-radius: var(--_radius);
        background: color-mix(in srgb, var(--_failed) 4%, var(--_surface));
      }
      .head {
        display: flex;
        align-items: start;
        gap: 8px;
      }
      .head > p {
        flex: 1;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      strong {
        color: var(--_failed);
        font-weight: 600;
      }
      ol {
        margin-block-start: 8px;
        overflow-x: auto;
        text-align: left;
        font: 12px/1.65 var(--_mono);
      }
      li {
        white-space: pre;
        color: var(--_ink-soft);
      }
      li b {
        color: var(--_ink);
        font-weight: 550;
      }
      details summary {
        cursor: pointer;
        color: var(--_ink-soft);
        font-size: 12px;
        margin-block-start: 4px;
      }
      .cause {
        margin-block-start: 10px;
      }
      .cause > p {
        font-size: 12px;
        color: var(--_ink-soft);
        margin-block-end: 4px;
      }
    `,
  ];
  declare error: ErrorInfo;
  readonly copied: Copied = {};

  override render(): TemplateResult {
    return this.#one(this.error, 0);
  }

  #one(error: ErrorInfo, depth: number): TemplateResult {
    const { words, number } = { ...this.board.locale };
    const frames = framesOf(error);
    const shown = frames.slice(0, FRAMES);
    const rest = frames.slice(FRAMES);
    return html`<section part="error">
      <div class="head">
        <p dir="auto">
          <strong class="ltr">${error.name}</strong>
          ${error.code === undefined ? nothing : html`<code class="chip ltr">${error.code}</code>`}
          <bdi>${error.message}</bdi>
        </p>
        ${depth === 0 ? copyButton(this, "error", words.job.copyJson, words.job.copied, () => JSON.stringify(this.error, null, 2), true) : nothing}
      </div>
      ${shown.length > 0 ? this.#frames(shown) : nothing}
      ${
        rest.length > 0
          ? html`<details>
              <summary>${words.job.stack}: +${number(rest.length)}</summary>
              ${this.#frames(rest)}
            </details>`
          : nothing
      }
      ${
        error.cause
          ? html`<div class="cause">
              <p>${words.job.causedBy}</p>
              ${this.#one(error.cause, depth + 1)}
            </div>`
          : nothing
      }
    </section>`;
  }

  #frames(frames: readonly string[]): TemplateResult {
    const { words } = this.board.locale;
    return html`<ol class="ltr" tabindex="0" role="list" aria-label=${words.job.stack}>
      ${frames.map((frame) => {
        const [before, name, after] = partsOf(frame);
        return html`<li>${before}<b>${name}</b>${after}</li>`;
      })}
    </ol>`;
  }
}

/** The stack's lines without its first ones, which repeat the name and the message, or the part of it that was thrown. */
function framesOf({ stack, name, message }: ErrorInfo): string[] {
  if (!stack) return [];
  const head = `${name}: ${message}`;
  const body = stack.startsWith(head) ? stack.slice(head.length) : stack;
  return body
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !head.startsWith(line));
}

/** A frame's function between what is before and after it, as V8 (`at f (file)`) and the others (`f@file`) write it. */
function partsOf(frame: string): [before: string, name: string, after: string] {
  const v8 = /^(at (?:async )?)(.+?)( \(.*\))$/.exec(frame);
  if (v8) return [v8[1] ?? "", v8[2] ?? "", v8[3] ?? ""];
  const at = frame.indexOf("@");
  return at > 0 ? ["", frame.slice(0, at), frame.slice(at)] : [frame, "", ""];
}
