import { type CSSResult, css } from "lit";

export const jobPageStyles: CSSResult = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 14px;
    container-type: inline-size;
    font-size: 13.5px;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }
  .head h2 {
    overflow-wrap: anywhere;
    min-inline-size: 0;
  }
  .back {
    display: inline-flex;
    font-size: 13px;
  }
  .back span {
    display: inline-flex;
    align-items: center;
    gap: 4px;
  }
  .head .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-inline-start: auto;
  }
  .under {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    color: var(--_ink-soft);
    margin-block-start: 2px;
  }
  .why {
    padding: 10px 14px;
    border-radius: var(--_radius);
    background: color-mix(in srgb, var(--_scheduled) 9%, var(--_surface));
    border: 1px solid color-mix(in srgb, var(--_scheduled) 30%, var(--_line));
    line-height: 1.5;
  }
  .why h3 {
    font-size: 13px;
  }
  .why li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 8px;
  }
  .grid {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 340px);
    gap: 14px;
    align-items: start;
  }
  .grid > div {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 14px;
  }
  @container (max-width: 860px) {
    .grid {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  dl {
    display: grid;
    grid-template-columns: minmax(80px, auto) minmax(0, 1fr);
    gap: 7px 14px;
    line-height: 1.45;
  }
  dt {
    color: var(--_ink-soft);
    font-size: 12.5px;
  }
  dd {
    overflow-wrap: anywhere;
    min-inline-size: 0;
  }
  dd > div {
    min-block-size: 24px;
  }
  .lost {
    display: grid;
    justify-items: center;
    gap: 6px;
    padding: 56px 16px;
    text-align: center;
    line-height: 1.5;
  }
  .lost .icon {
    font-size: 30px;
    stroke-width: 1.1;
    color: var(--_line-strong);
  }
`;
