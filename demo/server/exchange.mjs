// @ts-check
// One request and its answer: reading a body within a limit, answering JSON.

/** @import { IncomingMessage, ServerResponse } from "node:http" */

/** A request that can't be accepted as it is; its message is meant for the person who sent it. */
export class BadRequest extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** @param {ServerResponse} response @param {number} status @param {unknown} value @param {Record<string, string>} [headers] */
export function reply(response, status, value, headers = {}) {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
  });
  response.end(`${JSON.stringify(value)}\n`);
}

/** @param {ServerResponse} response @param {number} status @param {string} message @param {Record<string, string>} [headers] */
export function refuse(response, status, message, headers) {
  reply(response, status, { error: message }, headers);
}

/**
 * The whole body, or an error as soon as it is known to be too large.
 *
 * @param {IncomingMessage} request
 * @param {number} limit bytes
 * @returns {Promise<Buffer>}
 */
export async function readBody(request, limit) {
  const tooLarge = () =>
    new BadRequest(413, `The body is larger than the ${limit.toLocaleString("en")} bytes allowed.`);
  if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLarge();
  /** @type {Buffer[]} */
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > limit) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** @param {IncomingMessage} request */
export const contentType = (request) =>
  (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";

/**
 * A JSON object. The content type is demanded because a foreign page can't send it without asking first, so that no
 * other site can talk to a demo that runs on somebody's machine.
 *
 * @param {IncomingMessage} request
 * @param {number} limit bytes
 * @returns {Promise<Record<string, unknown>>}
 */
export async function readJson(request, limit) {
  if (contentType(request) !== "application/json")
    throw new BadRequest(415, "Send JSON as application/json.");
  const text = (await readBody(request, limit)).toString("utf8");
  /** @type {unknown} */
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadRequest(400, "The body is not JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new BadRequest(400, "The body must be a JSON object.");
  return /** @type {Record<string, unknown>} */ (value);
}
