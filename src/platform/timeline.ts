/** The browser's own clock for its performance timeline, milliseconds. */
export const timelineNow = (): number => performance.now();

/**
 * A stretch on the performance timeline, which DevTools draws in a track of ours. It is taken out of the page's list at
 * once, which would grow for ever otherwise; a recording, and every PerformanceObserver, has it all the same.
 */
export function measureSpan(
  name: string,
  start: number,
  look: { track: string; color: "primary" | "error"; properties: [string, string][] },
): void {
  const { track, color, properties } = look;
  const devtools = { dataType: "track-entry", trackGroup: "Slowmatch", track, color, properties };
  performance.measure(name, { start, end: performance.now(), detail: { devtools } });
  performance.clearMeasures(name);
}
