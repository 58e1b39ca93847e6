// @ts-check
// What the demo's jobs talk to. Every write is idempotent: its id comes from the client, so a repeated one is harmless.
import { BadRequest, contentType, readBody, readJson, refuse, reply } from "./exchange.mjs";
import { checkNote, checkSummary, expectId } from "./messages.mjs";
import { isPhotoType, photoTypes } from "./shelf.mjs";

/** @import { IncomingMessage, ServerResponse } from "node:http" */
/** @import { Ledger } from "./ledger.mjs" */
/** @import { createMood } from "./mood.mjs" */
/** @import { Shelf } from "./shelf.mjs" */

const JSON_LIMIT = 64 * 1024;
/** Jobs send shrunk photos; ten megabytes is what a phone's camera makes of an unshrunk one. */
const PHOTO_LIMIT = 10 * 1024 * 1024;

/** @typedef {{ request: IncomingMessage, response: ServerResponse, id: string }} Call */

/** @param {{ shelf: Shelf, ledger: Ledger, mood: ReturnType<typeof createMood> }} parts */
export function createApi({ shelf, ledger, mood }) {
  /** @type {Record<string, (call: Call) => Promise<void> | void>} */
  const routes = {
    "POST notes": async ({ request, response }) => {
      const note = checkNote(await readJson(request, JSON_LIMIT));
      const repeated = ledger.times("note", note.id) > 0;
      await shelf.putNote(note.id, note);
      await ledger.receive("note", note.id, JSON.stringify(note).length);
      reply(response, repeated ? 200 : 201, { id: note.id, repeated });
    },
    "GET notes": async ({ response }) => reply(response, 200, { notes: await shelf.notes() }),
    "GET notes/:id": async ({ response, id }) => {
      const note = await shelf.note(id);
      if (note === undefined) return refuse(response, 404, "No such note has arrived.");
      const wanted = /** @type {{ id: string }[]} */ (note["photos"]);
      const arrived = await Promise.all(
        wanted.map(async (photo) => ((await shelf.hasPhoto(photo.id)) ? [photo.id] : [])),
      );
      reply(response, 200, { note, photos: arrived.flat() });
    },
    "POST photos/:id": async ({ request, response, id }) => {
      const type = contentType(request);
      if (!isPhotoType(type)) throw new BadRequest(415, `Send a photo as one of ${photoTypes.join(", ")}.`);
      const content = await readBody(request, PHOTO_LIMIT);
      if (content.length === 0) throw new BadRequest(400, "The photo is empty.");
      const repeated = ledger.times("photo", id) > 0;
      await shelf.putPhoto(id, { type, content });
      await ledger.receive("photo", id, content.length);
      reply(response, repeated ? 200 : 201, { id, bytes: content.length, repeated });
    },
    "GET photos/:id": async ({ response, id }) => {
      const photo = await shelf.photo(id);
      if (photo === undefined) return refuse(response, 404, "No such photo has arrived.");
      response.writeHead(200, {
        "content-type": photo.type,
        "content-length": photo.content.length,
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
      });
      response.end(photo.content);
    },
    "POST summaries": async ({ request, response }) => {
      const summary = checkSummary(await readJson(request, JSON_LIMIT));
      const repeated = ledger.times("summary", summary.id) > 0;
      await shelf.putSummary(summary.id, summary);
      await ledger.receive("summary", summary.id, JSON.stringify(summary).length);
      reply(response, repeated ? 200 : 201, { id: summary.id, repeated });
    },
    "GET ledger": ({ response }) => reply(response, 200, ledger.read()),
    "GET mode": ({ response }) => reply(response, 200, mood.get()),
    "POST mode": async ({ request, response }) =>
      reply(response, 200, mood.set(await readJson(request, JSON_LIMIT))),
  };

  /** @param {IncomingMessage} request @param {ServerResponse} response @param {URL} url */
  return async (request, response, url) => {
    const [kind = "", id, ...more] = url.pathname.slice("/api/".length).split("/");
    const path = id === undefined ? kind : `${kind}/:id`;
    const method = request.method ?? "GET";
    const route = more.length === 0 ? routes[`${method} ${path}`] : undefined;
    try {
      if (route === undefined) return refuseUnknown(response, routes, path, more.length === 0);
      if (id !== undefined) expectId("the address", id);
      // The mood can be read and changed whatever it is, or a server that is "down" could never be helped up.
      if (kind !== "mode" && kind !== "ledger") {
        // Before the answer: on a busy machine the client may have acted on it by the time that this process goes on.
        const at = Date.now();
        const met = await mood.meet(request, response);
        if (met !== "passed") return ledger.refuse({ mode: met, method, path: url.pathname, at });
      }
      await route({ request, response, id: id ?? "" });
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error;
      // What is left of a body that nobody will read must not hold the connection for the next request.
      refuse(response, error.status, error.message, { connection: "close" });
    }
  };
}

/** @param {ServerResponse} response @param {object} routes @param {string} path @param {boolean} possible */
function refuseUnknown(response, routes, path, possible) {
  const allowed = Object.keys(routes)
    .map((route) => route.split(" "))
    .filter(([, each]) => possible && each === path)
    .map(([method]) => method);
  if (allowed.length === 0) return refuse(response, 404, "There is no such address.");
  refuse(response, 405, `This address takes ${allowed.join(" and ")}.`, { allow: allowed.join(", ") });
}
