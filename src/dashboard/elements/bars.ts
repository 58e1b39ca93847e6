import { type CSSResult, css, type SVGTemplateResult, svg } from "lit";

/** What ended in one span. */
export interface Ended {
  succeeded: number;
  failed: number;
  deleted: number;
}

export const ENDINGS = ["succeeded", "deleted", "failed"] as const;

export const barStyles: CSSResult = css`
  svg.bars {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    overflow: visible;
  }
  .bars rect[data-state] {
    fill: var(--c);
  }
  .bars rect[data-state="succeeded"] {
    fill: color-mix(in srgb, var(--c) 68%, var(--_surface));
  }
  .bars rect.here {
    fill: var(--_ink);
    opacity: 0.07;
  }
  .bars .ground {
    stroke: var(--_line);
    stroke-width: 1;
    vector-effect: non-scaling-stroke;
  }
  .bars .hatch {
    stroke: var(--_surface);
    stroke-width: 1.2;
  }
`;

/** Bars stacked from succeeded up to failed; the failed ones are hatched, so that colour isn't all that tells them. */
export function stackedBars(columns: readonly Ended[], top: number, here = -1): SVGTemplateResult {
  const width = 1_000 / Math.max(1, columns.length);
  const gap = Math.min(width * 0.18, 3);
  return svg`<svg class="bars" viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
    <line class="ground" x1="0" x2="1000" y1="100" y2="100"></line>
    ${here < 0 ? "" : svg`<rect class="here" x=${here * width} y="0" width=${width} height="100"></rect>`}
    ${columns.map((column, i) => {
      let y = 100;
      return ENDINGS.map((state) => {
        const n = column[state];
        if (n <= 0) return "";
        const height = Math.max((n / Math.max(top, 1)) * 96, 1.5);
        y -= height;
        const box = [i * width + gap / 2, y, width - gap, height] as const;
        return bar(state, box);
      });
    })}
  </svg>`;
}

const bar = (
  state: string,
  [x, y, width, height]: readonly [number, number, number, number],
): SVGTemplateResult =>
  svg`<rect data-state=${state} x=${x} y=${y} width=${width} height=${height}></rect>${
    state === "failed" && height > 3
      ? Array.from({ length: Math.min(Math.floor(height / 4), 12) }, (_, i) => {
          const at = y + ((i + 0.5) * height) / Math.min(Math.floor(height / 4), 12);
          return svg`<line class="hatch" x1=${x} x2=${x + width} y1=${at} y2=${at} vector-effect="non-scaling-stroke"></line>`;
        })
      : ""
  }`;

/** The last hour of one number, as a line under it; broken off where nothing is known. */
export function sparkLine(values: readonly (number | undefined)[], label: string): SVGTemplateResult {
  const top = Math.max(...values.map((value) => value ?? 0), 1);
  const step = 100 / Math.max(values.length - 1, 1);
  const stretches: string[][] = [[]];
  for (const [i, value] of values.entries()) {
    const stretch = stretches.at(-1) ?? [];
    if (value !== undefined) stretch.push(`${(i * step).toFixed(1)},${(23 - (value / top) * 20).toFixed(1)}`);
    else if (stretch.length > 0) stretches.push([]);
  }
  return svg`<svg class="spark" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label=${label}>
    ${stretches.map((points) => {
      const [first = "", last = first] = [points[0], points.at(-1)];
      if (first === "") return "";
      // A single minute is as long as one.
      const line = points.length > 1 ? points.join("L") : `${first}h${-step.toFixed(1)}`;
      return svg`${points.length > 1 ? svg`<path class="area" d=${`M${x(first)},24L${line}L${x(last)},24Z`}></path>` : ""}
        <path class="line" d=${`M${line}`} vector-effect="non-scaling-stroke"></path>`;
    })}
  </svg>`;
}

const x = (point: string): string => point.slice(0, point.indexOf(","));
