import { InvalidJobError } from "../../errors/call-errors.ts";
import { expectOption } from "../../errors/expect-option.ts";
import type { ImportSource } from "../api/export-api.ts";
import {
  EXPORT_VERSION,
  type ExportHeader,
  type ExportPage,
  isHeader,
  isPage,
  PAGES_BEGIN,
  PAGES_END,
} from "./export-format.ts";

/** Characters of one line that are taken: a page of ours is far smaller, and memory has an end. */
const LONGEST_LINE = 256 * 1024 * 1024;

export interface Incoming {
  header: ExportHeader;
  pages: AsyncIterable<ExportPage>;
}

/**
 * Reads an export: a text or an object as a whole; pieces of a text, or a Blob, line by line, so that a large one never
 * lies in memory.
 *
 * @throws InvalidJobError for anything else
 */
export async function readSource(source: ImportSource): Promise<Incoming> {
  const known =
    typeof source === "string" || (typeof source === "object" && source !== null && !Array.isArray(source));
  const expected = "what export() answered: a text, its pieces, a Blob, or an object";
  expectOption(known, "import", "source", source, expected);
  if (typeof source === "string") return fromObject(parse(source));
  if (typeof Blob !== "undefined" && source instanceof Blob) return fromLines(decoded(source.stream()));
  if ("getReader" in source) return fromLines(decoded(source as ReadableStream<Uint8Array | string>));
  if (Symbol.asyncIterator in source) return fromLines(source as AsyncIterable<string>);
  return fromObject(source);
}

function fromObject(value: unknown): Incoming {
  const { pages, ...header } = ((typeof value === "object" ? value : undefined) ?? {}) as { pages?: unknown };
  if (!Array.isArray(pages)) throw broken("it has no pages");
  return { header: expectHeader(header), pages: each(pages) };
}

async function* each(pages: readonly unknown[]): AsyncGenerator<ExportPage> {
  for (const page of pages) yield expectPage(page);
}

async function fromLines(pieces: AsyncIterable<string>): Promise<Incoming> {
  const lines = linesOf(pieces);
  const first = (await lines.next()).value ?? "";
  const { pages: _pages, ...header } = parse(`${first}${PAGES_END}`) as { pages?: unknown };
  if (!first.endsWith(PAGES_BEGIN)) throw broken("it is not laid out as export() does; give it as one text");
  return { header: expectHeader(header), pages: pagesOf(lines) };
}

async function* pagesOf(lines: AsyncGenerator<string>): AsyncGenerator<ExportPage> {
  for await (const line of lines) {
    if (line === PAGES_END) return;
    yield expectPage(parse(line.startsWith(",") ? line.slice(1) : line));
  }
  throw broken("it is cut off");
}

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of pieces) {
    if (typeof piece !== "string") throw broken("its pieces are no text");
    rest += piece;
    if (rest.length > LONGEST_LINE) throw broken("it has a line without end");
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

async function* decoded(stream: ReadableStream<Uint8Array | string>): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield typeof value === "string" ? value : decoder.decode(value, { stream: true });
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw broken("it is not JSON", cause);
  }
}

function expectHeader(header: object): ExportHeader {
  const { version } = header as { version?: unknown };
  if (typeof version === "number" && version > EXPORT_VERSION)
    throw broken(`it is of version ${version}, which a newer version of the library wrote`);
  if (!isHeader(header)) throw broken("its header is not an export's");
  return header as ExportHeader;
}

function expectPage(page: unknown): ExportPage {
  if (!isPage(page)) throw broken("one of its pages is none");
  return page as ExportPage;
}

/** What can't be taken in; the pages before it are in. */
export const broken = (what: string, cause?: unknown): InvalidJobError =>
  new InvalidJobError(`import: this is no export of jobs: ${what}.`, { cause });
