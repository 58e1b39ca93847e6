/** All of the clock that a page's first script needs. */
export const wallClock: { now(): number } = { now: () => Date.now() };
