/** The least that Chromium grants between two periodic sync events, milliseconds. */
export const SHORTEST_WAKE = 43_200_000;
