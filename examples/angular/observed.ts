import { computed, effect, type Signal, signal } from "@angular/core";
import type { Observable, Observed } from "slowmatch/observe";

/**
 * What is observed, as a signal, for as long as the component lives. To be called where a component is made; `make` may
 * read signals, and is called anew when they change.
 */
export function observed<T>(make: () => Observable<T>): Signal<Observed<T>> {
  const observable = computed(make);
  const changes = signal(0);
  effect((onCleanup) => onCleanup(observable().subscribe(() => changes.update((count) => count + 1))));
  return computed(() => {
    changes();
    return observable().get();
  });
}
