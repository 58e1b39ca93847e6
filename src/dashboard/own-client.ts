// What an element without a client opens a store with. A file of its own, since an app that imports the client at once, as
// most do, would otherwise be warned by its bundler that the lazy import beside it splits nothing.
export { createClient } from "../client/page/create-client.ts";
