import { serve } from "../sw/index.ts";
import { handlers } from "./jobs/handlers.ts";

declare const self: ServiceWorkerGlobalScope;
/** Put in by the build: every file of the demo with a digest of its content. Empty while developing. */
declare const __PRECACHE__: { url: string; revision: string }[];
/** Changes whenever a precached file does, so that each version of the demo has a cache of its own. */
declare const __BUILD__: string;

// One line makes this worker a job server; everything below is what any offline-capable app has.
serve({ handlers, workers: 4 });

const PREFIX = "field-notes-";
const CACHE = `${PREFIX}${__BUILD__}`;

self.addEventListener("install", (event) => {
  event.waitUntil(precache());
});

async function precache(): Promise<void> {
  const cache = await caches.open(CACHE);
  // `reload` passes by the browser's own cache, which may hold a file of the version before.
  await cache.addAll(__PRECACHE__.map(({ url }) => new Request(url, { cache: "reload" })));
}

self.addEventListener("activate", (event) => {
  event.waitUntil(removeOldCaches());
});

async function removeOldCaches(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const ours = origin === self.location.origin && request.method === "GET" && !isLive(pathname);
  if (ours) event.respondWith(fromCache(request));
});

/** The server's API and the runtime's own addresses are never cached: only they know the answer. */
const isLive = (pathname: string): boolean => {
  const path = pathname.slice(new URL(self.registration.scope).pathname.length);
  return path.startsWith("api/") || path.startsWith("__slowmatch/");
};

async function fromCache(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  // Servers that send `Vary: Origin` would otherwise hide a script from the page that asks for it.
  const hit =
    request.mode === "navigate"
      ? await cache.match("./", { ignoreVary: true })
      : await cache.match(request, { ignoreSearch: true, ignoreVary: true });
  return hit ?? fetch(request);
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(showPage());
});

async function showPage(): Promise<void> {
  const [page] = await self.clients.matchAll({ type: "window" });
  if (page === undefined) await self.clients.openWindow(self.registration.scope);
  else await page.focus();
}
