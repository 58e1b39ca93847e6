const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * The 32-bit FNV-1a hash of a text, byte by byte of its UTF-16 code units (the high byte only where it isn't zero, so
 * that ASCII gives the published values). The same in every tab, browser and version: it spreads `H` fields and jitter.
 *
 * @example fnv1a("a") // 0xe40c292c
 */
export function fnv1a(text: string): number {
  let hash = OFFSET_BASIS;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), PRIME);
    if (unit > 0xff) hash = Math.imul(hash ^ (unit >>> 8), PRIME);
  }
  return hash >>> 0;
}
