const SELF = Symbol("slowmatch");

/**
 * The browser's own object, also where the app uses the idb package, which answers proxies: a getter that is put on one stands
 * on what is behind it, and is called on that. So no copy of idb has to be asked, of which an app may have its own.
 */
export function nativeOf<Native extends object>(given: object): Native {
  let native = given;
  Object.defineProperty(given, SELF, {
    configurable: true,
    get() {
      native = this;
    },
  });
  Reflect.get(given, SELF);
  Reflect.deleteProperty(given, SELF);
  return native as Native;
}
