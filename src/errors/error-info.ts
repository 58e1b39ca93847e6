/** An error as plain data: what is stored with a job and shown to people. */
export interface ErrorInfo {
  name: string;
  message: string;
  stack?: string;
  cause?: ErrorInfo;
  /** A stable code, where the error had one (`error.code`). */
  code?: string | number;
  /** The answer of a server that it tells of, where the error had one (`error.status`). */
  status?: number;
}

/** Causes followed at most this deep: a guess that is deeper than any chain worth reading, and ends circular ones. */
const CAUSE_DEPTH = 8;
/** Characters of a stack that are kept; Hangfire keeps 100 lines, which is about this much. */
const STACK_LENGTH = 8_000;
const MESSAGE_LENGTH = 4_000;

/** In the place of what can't be read: a getter of its own throws, or it is a revoked proxy. */
const ILLEGIBLE = "What was thrown can't be read: looking at it throws.";

/**
 * Turns whatever was thrown into data, with its chain of causes. What stands for several errors (`AggregateError`) and
 * names no cause has the first of them as its cause.
 *
 * @example errorInfo(new Error('no', { cause: 'offline' }))
 * // { name: 'Error', message: 'no', stack: '…', cause: { name: 'string', message: 'offline' } }
 */
export function errorInfo(thrown: unknown, depth = 0): ErrorInfo {
  try {
    return infoOf(thrown, depth);
  } catch {
    return { name: "Error", message: ILLEGIBLE };
  }
}

function infoOf(thrown: unknown, depth: number): ErrorInfo {
  if (typeof thrown !== "object" || thrown === null) {
    return {
      name: thrown === null ? "null" : typeof thrown,
      message: clip(String(thrown), MESSAGE_LENGTH),
    };
  }
  const source = thrown as {
    name?: unknown;
    message?: unknown;
    stack?: unknown;
    cause?: unknown;
    errors?: unknown;
    code?: unknown;
    status?: unknown;
  };
  const info: ErrorInfo = {
    name: typeof source.name === "string" && source.name !== "" ? clip(source.name, MESSAGE_LENGTH) : "Error",
    message: clip(typeof source.message === "string" ? source.message : describe(thrown), MESSAGE_LENGTH),
  };
  if (typeof source.stack === "string") info.stack = clip(source.stack, STACK_LENGTH);
  if (typeof source.code === "string" || typeof source.code === "number") info.code = source.code;
  if (Number.isFinite(source.status)) info.status = source.status as number;
  const { cause = Array.isArray(source.errors) ? source.errors[0] : undefined } = source;
  if (cause !== undefined && cause !== null && depth < CAUSE_DEPTH) info.cause = errorInfo(cause, depth + 1);
  return info;
}

/** What was thrown, or an error in its place where even looking at it throws. */
export function legible(thrown: unknown): unknown {
  try {
    infoOf(thrown, CAUSE_DEPTH);
    return thrown;
  } catch {
    return new Error(ILLEGIBLE);
  }
}

/** The way back: an `Error` with the stored name, stack and causes, to be thrown or to be another error's cause. */
export function toError(info: ErrorInfo): Error {
  const error = new Error(info.message, info.cause ? { cause: toError(info.cause) } : undefined);
  error.name = info.name;
  if (info.stack !== undefined) error.stack = info.stack;
  if (info.code !== undefined) Object.assign(error, { code: info.code });
  if (info.status !== undefined) Object.assign(error, { status: info.status });
  return error;
}

const clip = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

function describe(thrown: object): string {
  try {
    return JSON.stringify(thrown) ?? String(thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}
