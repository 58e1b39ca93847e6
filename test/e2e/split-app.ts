import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type OutputChunk, rolldown } from "rolldown";
import { expect } from "vitest";

/** Where the built library is, for the code of such an app. */
export const dist: string = fileURLToPath(new URL("../../dist/", import.meta.url));

/**
 * An app over the built library, split by its bundler as apps are: what a page loads later comes from files of their own.
 * Its page is at `/` and has the script `app.js`; its worker, if it has one, is `/sw.js`.
 */
export class SplitApp {
  readonly folder: string = mkdtempSync(join(tmpdir(), "slowmatch-split-"));

  /**
   * @param page code of the page
   * @param worker makes the worker's code of the page's files
   */
  async build(page: string, worker?: (files: readonly string[]) => string): Promise<this> {
    const chunks = await this.#bundle(page, "es");
    for (const { fileName, code } of chunks) writeFileSync(join(this.folder, fileName), code);
    writeFileSync(
      join(this.folder, "index.html"),
      '<!doctype html><html lang="en"><title>App</title><body><script type="module" src="./app.js"></script></body></html>',
    );
    // Asked for by the browser of its own accord.
    writeFileSync(join(this.folder, "favicon.ico"), "");
    if (worker) {
      const files = ["./", ...chunks.map(({ fileName }) => `./${fileName}`)];
      const [script] = await this.#bundle(worker(files), "iife");
      // A service worker that says import() is refused by no browser before it does it: none may be left.
      expect(script?.code).not.toMatch(/\bimport\(["'`]/);
      writeFileSync(join(this.folder, "sw.js"), script!.code);
    }
    return this;
  }

  /** The file of a part that is loaded later, such as `page-core`. */
  fileOf(part: string): string {
    return readdirSync(this.folder).find((file) => file.startsWith(`${part}-`))!;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #bundle(code: string, format: "es" | "iife"): Promise<OutputChunk[]> {
    const input = join(this.folder, "input.js");
    writeFileSync(input, code);
    const bundle = await rolldown({
      input: { app: input },
      platform: "browser",
      logLevel: "silent",
      transform: { define: { "process.env.NODE_ENV": '"production"' } },
    });
    const { output } = await bundle.generate({
      format,
      minify: true,
      ...(format === "iife" ? { codeSplitting: false } : {}),
    });
    await bundle.close();
    rmSync(input);
    return output.filter((part) => part.type === "chunk");
  }
}
