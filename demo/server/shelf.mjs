// @ts-check
// Notes, photos and summaries on disk: a file each, so that anybody can look at what arrived.
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Image types the server keeps, with the endings of their files. Types that can carry a script are not among them. */
const ENDINGS = new Map([
  ["image/webp", "webp"],
  ["image/jpeg", "jpg"],
  ["image/png", "png"],
  ["image/avif", "avif"],
  ["image/gif", "gif"],
]);

/** @param {string} type */
export const isPhotoType = (type) => ENDINGS.has(type);
export const photoTypes = [...ENDINGS.keys()];

/** @typedef {{ type: string, content: Buffer }} StoredPhoto */
/** @typedef {Awaited<ReturnType<typeof openShelf>>} Shelf */

/** Opens the folder, making it where needed. @param {string} folder */
export async function openShelf(folder) {
  const at = /** @param {string[]} parts */ (...parts) => join(folder, ...parts);
  await Promise.all(["notes", "photos", "summaries"].map((each) => mkdir(at(each), { recursive: true })));

  /** Whole or not at all, also when the same thing arrives twice at once. @param {string} file @param {string | Buffer} content */
  const put = async (file, content) => {
    const draft = `${file}.${randomUUID()}.part`;
    await writeFile(draft, content);
    await rename(draft, file);
  };

  /** @param {string} kind */
  const readAll = async (kind) => {
    const names = (await readdir(at(kind))).filter((name) => name.endsWith(".json"));
    const texts = await Promise.all(names.map((name) => readFile(at(kind, name), "utf8")));
    return texts.map((text) => /** @type {Record<string, unknown>} */ (JSON.parse(text)));
  };

  /** @param {string} id */
  const photoFile = async (id) =>
    (await readdir(at("photos"))).find((name) => name.split(".")[0] === id && !name.endsWith(".part"));

  return {
    /** @param {string} id @param {object} note */
    putNote: (id, note) => put(at("notes", `${id}.json`), `${JSON.stringify(note, null, 2)}\n`),
    notes: () => readAll("notes"),
    /** @param {string} id */
    note: async (id) => {
      const text = await readFile(at("notes", `${id}.json`), "utf8").catch(() => undefined);
      return text === undefined ? undefined : /** @type {Record<string, unknown>} */ (JSON.parse(text));
    },
    /** @param {string} id @param {StoredPhoto} photo */
    putPhoto: (id, { type, content }) => put(at("photos", `${id}.${ENDINGS.get(type)}`), content),
    /** @param {string} id @returns {Promise<StoredPhoto | undefined>} */
    photo: async (id) => {
      const name = await photoFile(id);
      if (name === undefined) return undefined;
      const ending = name.split(".").at(-1);
      const type = [...ENDINGS].find(([, each]) => each === ending)?.[0] ?? "application/octet-stream";
      return { type, content: await readFile(at("photos", name)) };
    },
    /** @param {string} id */
    hasPhoto: async (id) => (await photoFile(id)) !== undefined,
    /** @param {string} id @param {object} summary */
    putSummary: (id, summary) => put(at("summaries", `${id}.json`), `${JSON.stringify(summary, null, 2)}\n`),
  };
}
