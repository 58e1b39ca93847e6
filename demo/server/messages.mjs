// @ts-check
// What clients may send: checked field by field, and only what is known is kept.
import { BadRequest } from "./exchange.mjs";

/** Ids become file names, so nothing that a file system could read as more than a name. */
const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** @param {string} where @param {unknown} value @returns {string} */
export function expectId(where, value) {
  if (typeof value === "string" && ID.test(value)) return value;
  throw new BadRequest(400, `The id in ${where} must be 1 to 64 letters, digits, "-" and "_".`);
}

/** @param {string} name @param {unknown} value @param {number} longest @returns {string} */
function text(name, value, longest) {
  if (typeof value === "string" && value.length <= longest) return value;
  throw new BadRequest(400, `${name} must be a text of at most ${longest} characters.`);
}

/** @param {string} name @param {unknown} value @returns {number} */
function count(name, value) {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  throw new BadRequest(400, `${name} must be a whole number, 0 or more.`);
}

/** @param {unknown} value */
function photos(value) {
  if (!Array.isArray(value) || value.length > 50)
    throw new BadRequest(400, "photos must be a list of at most 50.");
  return value.map((photo) => {
    const { id, name } = /** @type {{ id?: unknown, name?: unknown }} */ (Object(photo));
    return { id: expectId("photos", id), name: text("A photo's name", name, 255) };
  });
}

/** @param {Record<string, unknown>} body */
export function checkNote(body) {
  const title = text("title", body["title"], 200);
  if (title.trim() === "") throw new BadRequest(400, "title must not be empty.");
  return {
    id: expectId("the note", body["id"]),
    title,
    text: text("text", body["text"], 20_000),
    place: text("place", body["place"] ?? "", 200),
    createdAt: count("createdAt", body["createdAt"]),
    photos: photos(body["photos"] ?? []),
  };
}

/** @param {Record<string, unknown>} body */
export function checkSummary(body) {
  return {
    id: expectId("the summary", body["id"]),
    at: count("at", body["at"]),
    notes: count("notes", body["notes"]),
    photos: count("photos", body["photos"]),
    confirmed: count("confirmed", body["confirmed"]),
  };
}
