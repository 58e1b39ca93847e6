/**
 * Names for priorities, for those who would rather read a word: ABP's five. Any integer will do, higher first. A job
 * without a priority has 0 and comes after all of these.
 *
 * @example defineJob('send-invoice', { priority: Priority.high })
 */
export const Priority: Readonly<{
  low: 5;
  belowNormal: 10;
  normal: 15;
  aboveNormal: 20;
  high: 25;
}> = /* @__PURE__ */ Object.freeze({ low: 5, belowNormal: 10, normal: 15, aboveNormal: 20, high: 25 });
