/** Posts to the service worker that is in charge of this page; where there is none, nobody hears. */
export function tellController(message: unknown): void {
  const { navigator } = globalThis as { navigator?: { serviceWorker?: ServiceWorkerContainer } };
  navigator?.serviceWorker?.controller?.postMessage(message);
}
