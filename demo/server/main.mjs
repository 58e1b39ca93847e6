#!/usr/bin/env node
// @ts-check
// The demo's own small server: it serves the built page and receives the notes and photos that the jobs upload.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startDemoServer } from "./server.mjs";

export { startDemoServer };

const usage = `Usage: node demo/server/main.mjs [--port 4173] [--host 127.0.0.1] [--root dist-demo] [--data <folder>|temporary]
  --port  0 takes a free one
  --root  the built demo (npx vite build)
  --data  where notes and photos are written; "temporary" takes a new folder among the system's temporary ones`;

async function main() {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "4173" },
      host: { type: "string" },
      root: { type: "string", default: "dist-demo" },
      data: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const { port, host, root, data } = values;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Error(`--port is "${port}"; expected a number from 0 to 65535.`);
  const server = await startDemoServer({
    port: Number(port),
    root,
    ...(host === undefined ? {} : { host }),
    ...(data === undefined ? {} : { data }),
  });
  console.log(`Slowmatch demo: ${server.url}`);
  console.log(`Notes and photos are written to ${server.data}. Stop with Ctrl+C.`);
  const stop = () => void server.close().then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((/** @type {NodeJS.ErrnoException} */ error) => {
    const hint =
      error.code === "EADDRINUSE"
        ? "That port is taken: stop the other server, or choose a port with --port (0 takes a free one)."
        : error.message;
    console.error(`The demo server could not start. ${hint}\n\n${usage}`);
    process.exit(1);
  });
}
