import { FatalJobError, RetryLater } from "../../src/index.ts";

/** The server's address of something; it lives beside the page and the worker's script. */
export const api = (path: string): URL => new URL(`api/${path}`, globalThis.location.href);

/**
 * The answer, if it is a good one. Otherwise throws what tells the runtime when another attempt makes sense: when the
 * server said so (429, 503), after the usual wait (500 and the like), or never (the request itself is wrong).
 *
 * @throws RetryLater FatalJobError Error
 */
export async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response;
  const { status } = response;
  const reason = await readReason(response);
  const wait = status === 429 || status === 503 ? retryAfter(response) : undefined;
  if (wait !== undefined)
    throw new RetryLater(wait, { message: `The server is busy: ${reason}`, cause: status });
  const temporary = status >= 500 || status === 408 || status === 425 || status === 429;
  if (temporary) throw new Error(`The server answered ${status}: ${reason}`);
  throw new FatalJobError(`The server refused this (${status}): ${reason}`);
}

/** Retry-After is a number of seconds or a date. */
function retryAfter(response: Response): number | Date | undefined {
  const value = response.headers.get("retry-after");
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

async function readReason(response: Response): Promise<string> {
  try {
    const body = (await response.json()) as { error?: unknown };
    if (typeof body.error === "string") return body.error;
  } catch {
    // No JSON, as from a proxy in between: the status has to do.
  }
  return response.statusText || "no reason given";
}

export async function postJson(path: string, body: unknown, signal: AbortSignal): Promise<Response> {
  const response = await fetch(api(path), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  return accepted(response);
}
