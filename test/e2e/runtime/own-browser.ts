import { RawBrowser, type RawPage } from "../../support/raw-browser.ts";
import { LedgerServer } from "./ledger-server.ts";
import { lockWatched } from "./scene.ts";

export interface OwnBrowser {
  browser: RawBrowser;
  server: LedgerServer;
  /** A page of the test app. */
  page: RawPage;
}

/**
 * A browser and a server for one test alone, which may then run beside others. Nothing is attached to its workers: as long
 * as DevTools are, the browser ends none, whether it idles or doesn't answer.
 */
export async function inOwnBrowser(run: (parts: OwnBrowser) => Promise<void>): Promise<void> {
  const browser = new RawBrowser();
  const server = await new LedgerServer().start();
  try {
    await browser.start();
    await run({ browser, server, page: await browser.open(`${server.origin}/page.html`) });
  } finally {
    await browser.dispose();
    await server.close();
  }
}

/** In a worker an endless loop has begun, and with it three of the other jobs, whose number is given. */
export const withLoop = (
  run: (parts: OwnBrowser & { bad: string; others: string[] }) => Promise<void>,
  count: number,
): Promise<void> =>
  inOwnBrowser(async (parts) => {
    const { page, server } = parts;
    await page.evaluate(lockWatched, ["slowmatch-alarm:", 1] as const);
    await page.evaluate(lockWatched, ["server-", 1] as const);
    const [bad = "", ...others] = await page.evaluate(
      (size) =>
        app.client.enqueueMany([
          { job: app.jobs.loop, args: undefined },
          ...Array.from({ length: size }, () => ({ job: app.jobs.task, args: {} })),
        ]),
      count,
    );
    await server.begun(bad);
    await run({ ...parts, bad, others });
  });
