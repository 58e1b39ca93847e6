import { browserSenses } from "./browser-senses.ts";
import type { Platform } from "./platform.ts";
import { surroundings } from "./surroundings.ts";

/** The real surroundings of this context. */
export function browserPlatform(): Platform {
  const around = surroundings();
  return { ...around, ...browserSenses(around) };
}
