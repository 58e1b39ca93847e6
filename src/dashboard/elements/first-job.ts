import { type CSSResultGroup, css, html, type TemplateResult } from "lit";
import { BoardElement } from "../board.ts";
import { icon } from "../theme/icons.ts";
import { type Copied, copyButton } from "./copy-button.ts";

const CODE = `import { createClient, defineJob } from "slowmatch";

const hello = defineJob<{ to: string }>("hello");
const jobs = createClient({ serviceWorker: "/sw.js" });
await jobs.enqueue(hello, { to: "world" });`;

/** What an empty store shows: how to make the first job. */
export class FirstJob extends BoardElement {
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    css`
      :host {
        display: block;
        font-size: 14px;
        line-height: 1.5;
      }
      .panel {
        display: grid;
        gap: 14px;
        max-inline-size: 640px;
        margin: 24px auto;
        padding: 24px;
      }
      .code {
        position: relative;
        padding: 14px 16px;
        border-radius: var(--_radius);
        border: 1px solid var(--_line);
        background: var(--_raised);
        overflow-x: auto;
      }
      pre {
        line-height: 1.6;
        text-align: left;
      }
      .copy {
        justify-self: start;
      }
      p .icon {
        vertical-align: -3px;
      }
    `,
  ];
  readonly copied: Copied = {};

  override render(): TemplateResult {
    const { words } = this.board.locale;
    return html`<div class="panel">
      <div>
        <h2>${words.first.title}</h2>
        <p class="soft">${words.first.text}</p>
      </div>
      <div class="code ltr" tabindex="0" role="region" aria-label=${words.first.title}><pre>${CODE}</pre></div>
      <span class="copy">${copyButton(this, "code", words.first.copy, words.job.copied, () => CODE)}</span>
      <p class="soft small">${icon("info")} <span dir="auto">${words.first.after}</span></p>
    </div>`;
  }
}
