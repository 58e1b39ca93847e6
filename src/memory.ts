export { createMemoryClient, type MemoryClientOptions } from "./server/memory-client.ts";
