import type { Senses } from "./surroundings.ts";

/** Senses that are fetched when somebody first asks them. */
export const lateSenses = (load: () => Promise<Senses>): Senses => ({
  siteStorage: async () => (await load()).siteStorage(),
  capabilities: async () => (await load()).capabilities(),
  device: {
    look: async (wanted) => (await load()).device.look(wanted),
    onChange: (listener) => later(load, ({ device }) => device.onChange(listener)),
    answerOthers: () => later(load, ({ device }) => device.answerOthers()),
  },
});

/** Begins it once it can be begun; answers how to stop it, or how to see that it never begins. */
function later(load: () => Promise<Senses>, begin: (senses: Senses) => () => void): () => void {
  let stop = (): void => {};
  let stopped = false;
  load().then(
    (senses) => {
      if (!stopped) stop = begin(senses);
    },
    // Whoever asks it something is told why it isn't there.
    () => {},
  );
  return () => {
    stopped = true;
    stop();
  };
}
