interface PolicyFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL(text: string): string },
  ): { createScriptURL(text: string): string };
}

/** What a page's `trusted-types` directive calls us. */
const POLICY = "slowmatch";
let policy: ReturnType<PolicyFactory["createPolicy"]> | undefined;

/**
 * An address for the browser to load a script from, also where the page's policy says `require-trusted-types-for 'script'`
 * and takes no text for one. Ours vouches for nothing but what is served by this origin, from where alone a service or shared
 * worker may come.
 */
export function scriptAddress(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: PolicyFactory };
  if (!trustedTypes) return url;
  try {
    policy ??= trustedTypes.createPolicy(POLICY, { createScriptURL: ownAddress });
    return policy.createScriptURL(url);
  } catch {
    // Where the page allows no such policy, its default one may vouch for the text; if none does, the browser says so.
    return url;
  }
}

/** Also a `blob:` has this origin, and is of whoever made its text. */
function ownAddress(url: string): string {
  const { document = { baseURI: location.href } } = globalThis as { document?: { baseURI: string } };
  const { protocol, origin } = new URL(url, document.baseURI);
  if (origin === location.origin && protocol === location.protocol) return url;
  throw new TypeError(`'${url}' is not of this origin.`);
}
