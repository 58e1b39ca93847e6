/** What can wake the runtime here. `undefined`: it can't be known in this context. */
export interface Capabilities {
  serviceWorker: boolean;
  sharedWorker: boolean;
  worker: boolean;
  sync: boolean | undefined;
  periodicSync: boolean | undefined;
  push: boolean | undefined;
}

interface Registration {
  sync?: unknown;
  periodicSync?: unknown;
  pushManager?: { getSubscription(): Promise<unknown> };
}

/** A permission or a subscription that isn't known after this long is taken as not given: some never answer. */
const PATIENCE = 1_000;

/** Asks the browser what there is, what is permitted and what is subscribed. */
export async function browserCapabilities(): Promise<Capabilities> {
  const scope = globalThis as {
    navigator?: { serviceWorker?: ServiceWorkerContainer };
    SharedWorker?: unknown;
    Worker?: unknown;
    registration?: Registration;
  };
  const container = scope.navigator?.serviceWorker;
  const registration =
    scope.registration ?? ((await container?.getRegistration?.()) as Registration | undefined);
  return {
    serviceWorker: container !== undefined || scope.registration !== undefined,
    sharedWorker: scope.SharedWorker !== undefined,
    worker: scope.Worker !== undefined,
    sync: registration && "sync" in registration,
    periodicSync:
      registration && "periodicSync" in registration && (await granted("periodic-background-sync")),
    push:
      registration?.pushManager && (await soon(registration.pushManager.getSubscription(), null)) !== null,
  };
}

async function granted(name: string): Promise<boolean> {
  const { permissions } = (globalThis as { navigator?: { permissions?: Permissions } }).navigator ?? {};
  try {
    const status = await permissions?.query({ name: name as PermissionName });
    return status?.state === "granted";
  } catch {
    return false;
  }
}

function soon<T>(promise: Promise<T>, otherwise: T): Promise<T> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(otherwise), PATIENCE);
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      () => resolve(otherwise),
    );
  });
}
