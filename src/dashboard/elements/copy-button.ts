import { html, type ReactiveControllerHost, type TemplateResult } from "lit";
import { type IconName, icon } from "../theme/icons.ts";

/** Which of a host's copy buttons have just copied. */
export type Copied = Record<string, true>;

/** Long enough to be read. */
const SHOWN = 1_500;

/** Copies a text and says so in its own place. */
export function copyButton(
  host: ReactiveControllerHost & { copied: Copied },
  key: string,
  label: string,
  done: string,
  text: () => string,
  bare = false,
  shape: IconName = "copy",
): TemplateResult {
  const copied = host.copied[key];
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text());
    } catch {
      // Refused without permission or outside a secure context; nothing was promised yet.
      return;
    }
    host.copied[key] = true;
    host.requestUpdate();
    setTimeout(() => {
      delete host.copied[key];
      host.requestUpdate();
    }, SHOWN);
  };
  return html`<button type="button" class=${bare ? "bare" : ""} title=${label} aria-label=${copied ? done : label} @click=${copy}>
    ${icon(copied ? "check" : shape)}${bare ? "" : copied ? done : label}
  </button>`;
}
