/** How the demo's server behaves; see demo/server/mood.mjs. */
export type Mode = "ok" | "slow" | "error" | "busy" | "down";

export interface ModeChoice {
  mode: Mode;
  label: string;
  /** What it does, for people. */
  hint: string;
  /** Sent beside the mode. */
  setting?: { delay?: number; retryAfter?: number };
}

export const MODES: readonly ModeChoice[] = [
  { mode: "ok", label: "OK", hint: "The server answers at once." },
  { mode: "slow", label: "Slow", hint: "Every answer takes 4 s.", setting: { delay: 4_000 } },
  { mode: "error", label: "500", hint: "The server fails; jobs are tried again with growing pauses." },
  {
    mode: "busy",
    label: "429",
    hint: "The server asks for 6 s of patience with Retry-After, and jobs keep to it.",
    setting: { retryAfter: 6 },
  },
  { mode: "down", label: "Down", hint: "The server cuts every connection." },
];

const address = (): URL => new URL("api/mode", location.href);

/** `undefined`: there is no such server, or it can't be reached now. */
export async function readMode(): Promise<Mode | undefined> {
  try {
    const response = await fetch(address(), { cache: "no-store" });
    return response.ok ? modeOf(await response.json()) : undefined;
  } catch {
    return undefined;
  }
}

/** Answers the mode the server has then. */
export async function setMode({ mode, setting }: ModeChoice): Promise<Mode | undefined> {
  try {
    const response = await fetch(address(), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ mode, ...setting }),
    });
    return response.ok ? modeOf(await response.json()) : undefined;
  } catch {
    return undefined;
  }
}

const modeOf = (answer: unknown): Mode | undefined => {
  const { mode } = Object(answer) as { mode?: unknown };
  return MODES.find((each) => each.mode === mode)?.mode;
};
