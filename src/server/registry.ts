import { InvalidJobError } from "../errors/call-errors.ts";
import { expectOption } from "../errors/expect-option.ts";
import type { AnyJobHandler } from "./handler.ts";

/**
 * Handlers by job name.
 *
 * @throws InvalidJobError for something that isn't a handler, and for a name given twice
 */
export function handlerRegistry(
  call: string,
  handlers: readonly AnyJobHandler[],
): ReadonlyMap<string, AnyJobHandler> {
  expectOption(Array.isArray(handlers), call, "handlers", handlers, "a list of what handle(…) answers");
  const registry = new Map<string, AnyJobHandler>();
  for (const handler of handlers) {
    const ok = typeof handler?.perform === "function" && typeof handler.definition?.name === "string";
    expectOption(ok, call, "handlers", handler, "a list of what handle(…) answers");
    for (const name of [handler.definition.name, ...(handler.definition.aliases ?? [])]) {
      if (!registry.has(name)) {
        registry.set(name, handler);
        continue;
      }
      throw new InvalidJobError(
        `${call}: two handlers for '${name}'. A job name has one handler; rename one of the two.`,
        {
          details: { call, option: "handlers", value: name },
        },
      );
    }
  }
  return registry;
}
