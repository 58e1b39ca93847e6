import { onTestFinished } from "vitest";
import type { ClientOptions } from "../../src/client/api/client-options.ts";
import { pageClient } from "../../src/client/page/page-client.ts";
import { openCore } from "../../src/client/page/page-core.ts";
import type { JobClient } from "../../src/index.ts";

/** A page whose first script is here, and the rest of the client only when the network lets it. */
export class EarlyPage {
  readonly client: JobClient;
  asked = 0;
  opened = 0;
  #arrive: () => void = () => {};
  #fail: (cause: unknown) => void = () => {};

  constructor(options: ClientOptions = {}, open: typeof openCore = openCore) {
    const given = { serviceWorker: false, ...options } as const;
    this.client = pageClient(given, async () => {
      this.asked += 1;
      await new Promise<void>((resolve, reject) => {
        [this.#arrive, this.#fail] = [resolve, reject];
      });
      return (...parts) => {
        this.opened += 1;
        return open(...parts);
      };
    });
    onTestFinished(async () => {
      this.arrive();
      await this.client.close();
    });
  }

  arrive(): void {
    this.#arrive();
  }

  lose(): void {
    this.#fail(new TypeError("Failed to fetch dynamically imported module"));
  }
}
