import { handle } from "../../../../src/index.ts";
import { createServer } from "../../../../src/server.ts";
import { countPrimes } from "./places.ts";

createServer({
  handlers: [
    handle(countPrimes, ({ below }) => {
      let count = 0;
      for (let n = 2; n < below; n++) {
        let prime = true;
        for (let d = 2; d * d <= n && prime; d++) prime = n % d !== 0;
        if (prime) count += 1;
      }
      return { count, where: globalThis.constructor.name };
    }),
  ],
});
