// @ts-check
// The site's search, over every section's whole text. Runs in the reader's browser; nothing is asked of a server.

/** @typedef {{ page: string, heading: string, address: string, text: string }} Section */
/** @typedef {Section & { before: string, match: string, after: string }} Hit */

/** Characters of a section's text around what was found. */
const AROUND = 60;

/**
 * The sections that have all of the words: those with them in their heading first, then those that speak of them most.
 *
 * @param {readonly Section[]} sections
 * @param {string} asked
 * @param {number} [limit]
 * @returns {Hit[]}
 */
export const find = (sections, asked, limit = 30) => {
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const hits = sections.flatMap((section) => {
    const heading = section.heading.toLowerCase();
    const title = `${section.page} ${section.heading}`.toLowerCase();
    const text = section.text.toLowerCase();
    if (!words.every((word) => title.includes(word) || text.includes(word))) return [];
    const rank =
      heading === words.join(" ")
        ? 0
        : words.every((word) => heading.includes(word))
          ? 1
          : words.every((word) => title.includes(word))
            ? 2
            : text.includes(words.join(" "))
              ? 3
              : 4;
    const often = words.reduce((sum, word) => sum + text.split(word).length - 1, 0);
    return [{ rank, often, hit: { ...section, ...excerpt(section.text, text, words) } }];
  });
  return hits
    .sort((a, b) => a.rank - b.rank || b.often - a.often)
    .slice(0, limit)
    .map(({ hit }) => hit);
};

/** @param {string} text @param {string} lower @param {string[]} words */
const excerpt = (text, lower, words) => {
  const whole = words.join(" ");
  const word = lower.includes(whole) ? whole : (words.find((each) => lower.includes(each)) ?? "");
  const at = word === "" ? 0 : lower.indexOf(word);
  const [from, to] = [Math.max(0, at - AROUND), at + word.length + AROUND];
  return {
    before: (from > 0 ? "…" : "") + text.slice(from, at),
    match: text.slice(at, at + word.length),
    after: text.slice(at + word.length, to) + (to < text.length ? "…" : ""),
  };
};

/**
 * A page's sections, from its HTML: one for each heading that has an id.
 *
 * @param {{ title: string, address: string, html: string }} page
 * @returns {Section[]}
 */
export const sectionsOf = ({ title, address, html }) => {
  const parts = html.replace(/<a class="anchor"[^>]*>#<\/a>/g, "").split(/(?=<h[1-6] id=")/);
  return parts.flatMap((part) => {
    const [, anchor, inside = ""] = /^<h[1-6] id="([^"]+)">([\s\S]*?)<\/h[1-6]>/.exec(part) ?? [];
    if (anchor === undefined) return [];
    const heading = plain(inside.replace(/<small>.*?<\/small>/g, ""));
    return [
      {
        page: title,
        heading,
        address: `${address}#${anchor}`,
        text: plain(part.replace(/^.*?<\/h[1-6]>/s, "")),
      },
    ];
  });
};

/** @type {Readonly<Record<string, string>>} */
const ENTITIES = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };

/** @param {string} html */
const plain = (html) =>
  html
    .replace(/<\/(?:p|li|td|th|h\d|pre|div)>/g, " ")
    .replace(/<[^>]+>/g, "")
    .replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/\s+/g, " ")
    .trim();
