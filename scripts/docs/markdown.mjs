// @ts-check
// A page of docs as HTML: GitHub's anchors, links between pages turned into the site's, code in colours.
import { posix } from "node:path";
import { Marked } from "marked";

/** @typedef {{ depth: number, text: string, anchor: string }} Heading */

/** @param {string} text */
export const escapeHtml = (text) =>
  text.replace(
    /[&<>"]/g,
    (each) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[each] ?? each,
  );

/** Where a file of the repository is on the site; `undefined` for one that isn't on it. @param {string} file */
export const addressOf = (file) => {
  if (file === "README.md") return "index.html";
  if (/^(?:CHANGELOG|CONTRIBUTING)\.md$/.test(file)) return file.toLowerCase().replace(/\.md$/, ".html");
  if (/^docs\/pictures\//.test(file)) return file.slice("docs/".length);
  const page = /^docs\/(.+)\.md$/.exec(file)?.[1];
  return page === undefined ? undefined : `${page.replace(/(^|\/)README$/, "$1index")}.html`;
};

/** As GitHub makes them. @param {string} heading @param {Map<string, number>} seen */
const anchorOf = (heading, seen) => {
  const anchor = heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
  const before = seen.get(anchor) ?? 0;
  seen.set(anchor, before + 1);
  return before === 0 ? anchor : `${anchor}-${before}`;
};

const TOKENS =
  /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|(?<keyword>\b(?:async|await|class|const|declare|default|else|export|extends|for|from|function|if|implements|import|in|interface|let|new|of|override|readonly|return|static|throw|try|catch|type|typeof|using|while|yield)\b)|(?<number>\b\d[\d_.]*\b)/g;

/** Colours for what reads like TypeScript. @param {string} code @param {string} language */
export const highlight = (code, language) => {
  if (!/^(?:[jt]sx?|mjs)$/.test(language)) return escapeHtml(code);
  let html = "";
  let at = 0;
  for (const match of code.matchAll(TOKENS)) {
    const kind = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0];
    html += `${escapeHtml(code.slice(at, match.index))}<span class="${kind}">${escapeHtml(match[0])}</span>`;
    at = match.index + match[0].length;
  }
  return html + escapeHtml(code.slice(at));
};

/**
 * @param {string} file from the root, which its links are relative to
 * @param {string} text
 * @returns {{ html: string, headings: Heading[] }}
 */
export const renderMarkdown = (file, text) => {
  /** @type {Heading[]} */
  const headings = [];
  /** @type {Map<string, number>} */
  const seen = new Map();
  const from = posix.dirname(addressOf(file) ?? "x");
  /** @param {string} target */
  const resolve = (target) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return target;
    const [path = "", anchor] = target.split("#");
    const address = path === "" ? addressOf(file) : addressOf(posix.join(posix.dirname(file), path));
    if (address === undefined) return undefined;
    return posix.relative(from, address) + (anchor === undefined ? "" : `#${anchor}`);
  };
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const html = this.parser.parseInline(tokens);
        const plain = this.parser.parseInline(tokens, this.parser.textRenderer);
        const anchor = anchorOf(plain.replace(/&[a-z#0-9]+;/g, ""), seen);
        headings.push({ depth, text: plain, anchor });
        return `<h${depth} id="${anchor}">${html} <a class="anchor" href="#${anchor}" aria-label="Link to this heading">#</a></h${depth}>\n`;
      },
      link({ href, tokens }) {
        const html = this.parser.parseInline(tokens);
        const address = resolve(href);
        // A file of the repository that is no page: its name, which can't be followed here.
        return address === undefined ? html : `<a href="${escapeHtml(address)}">${html}</a>`;
      },
      image: ({ href, text: alt }) =>
        `<img src="${escapeHtml(resolve(href) ?? href)}" alt="${escapeHtml(alt)}" loading="lazy">`,
      code: ({ text: code, lang = "" }) =>
        `<pre tabindex="0"><code>${highlight(code, lang.split(/\s/)[0] ?? "")}</code></pre>\n`,
    },
  });
  const html = /** @type {string} */ (marked.parse(text, { async: false }));
  const tables = html
    .replaceAll("<table>", '<div class="table" tabindex="0"><table>')
    .replaceAll("</table>", "</table></div>");
  return { html: tables, headings };
};
