// Addresses of pictures that are held as Blobs. Each stays as long as its picture is shown and is then given back,
// because the browser keeps the whole Blob for as long as its address is known.

const addresses = new Map<string, { blob: Blob; address: string }>();

/** `key` names the picture; the same Blob under the same key keeps its address from one rendering to the next. */
export function addressOf(key: string, blob: Blob): string {
  const known = addresses.get(key);
  if (known !== undefined) return known.address;
  const address = URL.createObjectURL(blob);
  addresses.set(key, { blob, address });
  return address;
}

/** Gives back every address whose key isn't among these. */
export function keepOnly(keys: ReadonlySet<string>): void {
  for (const [key, { address }] of addresses)
    if (!keys.has(key)) {
      URL.revokeObjectURL(address);
      addresses.delete(key);
    }
}
