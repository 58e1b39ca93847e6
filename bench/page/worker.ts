/** The bench's service worker, active. */
export async function activeWorker(): Promise<ServiceWorker> {
  await navigator.serviceWorker.register("/sw.js");
  const { active } = await navigator.serviceWorker.ready;
  if (!active) throw new Error("The service worker is not active.");
  return active;
}

/** Has the service worker do a measure. */
export async function inWorker(measure: string, input: unknown): Promise<unknown> {
  const worker = await activeWorker();
  const { port1, port2 } = new MessageChannel();
  const reply = new Promise<{ result?: unknown; error?: string }>((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  worker.postMessage({ bench: measure, input }, [port2]);
  const { result, error } = await reply;
  port1.close();
  if (error !== undefined) throw new Error(error);
  return result;
}
