// @ts-check
// What was received, how often: tests prove by it that nothing came twice, or that twice did no harm.
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** @typedef {"note" | "photo" | "summary"} Kind */

/**
 * @typedef {object} Receipt
 * @property {Kind} kind
 * @property {string} id
 * @property {number} bytes
 * @property {number} at epoch milliseconds
 */

/**
 * @typedef {object} Refusal a request that the server's mood has turned away
 * @property {string} mode
 * @property {string} method
 * @property {string} path
 * @property {number} at epoch milliseconds
 */

/**
 * @typedef {object} Ledger
 * @property {(kind: Kind, id: string, bytes: number) => Promise<void>} receive
 * @property {(refusal: Refusal) => void} refuse
 * @property {(kind: Kind, id: string) => number} times how often it was received
 * @property {() => { receipts: Receipt[], refusals: Refusal[] }} read
 */

/** Receipts outlive the server in a file of lines, so that a restart in the middle of a test hides no second copy. */
const FILE = "ledger.jsonl";

/** @param {string} folder @returns {Promise<Ledger>} */
export async function openLedger(folder) {
  await mkdir(folder, { recursive: true });
  const file = join(folder, FILE);
  const text = await readFile(file, "utf8").catch(() => "");
  /** @type {Receipt[]} */
  const receipts = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  /** @type {Refusal[]} */
  const refusals = [];
  return {
    async receive(kind, id, bytes) {
      const receipt = { kind, id, bytes, at: Date.now() };
      receipts.push(receipt);
      await appendFile(file, `${JSON.stringify(receipt)}\n`);
    },
    refuse: (refusal) => void refusals.push(refusal),
    times: (kind, id) => receipts.filter((each) => each.kind === kind && each.id === id).length,
    read: () => ({ receipts, refusals }),
  };
}
