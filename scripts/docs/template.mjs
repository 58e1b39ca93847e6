// @ts-check
import { posix } from "node:path";
import { escapeHtml } from "./markdown.mjs";

/** @typedef {{ title: string, address: string }} Entry */
/** @typedef {{ title: string, pages: Entry[] }} Group */
/** @typedef {import("./markdown.mjs").Heading} Heading */

export const STYLE = `
:root { color-scheme: light dark; --text: light-dark(#1c2024, #e6e8ea); --soft: light-dark(#5c6670, #a2abb5); --line: light-dark(#dfe3e7, #31373d);
  --back: light-dark(#ffffff, #14171a); --raised: light-dark(#f5f7f9, #1d2125); --link: light-dark(#0b57b0, #7cb7ff); --accent: light-dark(#0b57b0, #7cb7ff); }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.6 system-ui, sans-serif; color: var(--text); background: var(--back); }
a { color: var(--link); } a:focus-visible, pre:focus-visible, summary:focus-visible, input:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; } .skip:focus { left: 1rem; top: 1rem; background: var(--back); padding: .5rem; z-index: 2; }
header { display: flex; gap: 1rem; align-items: center; justify-content: space-between; padding: .75rem 1.5rem; border-block-end: 1px solid var(--line); }
header a { font-weight: 700; text-decoration: none; color: var(--text); } header .to-pages { display: none; } header input { margin-inline-start: auto; }
input[type=search] { font: inherit; padding: .35rem .6rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--raised); color: inherit; width: 18rem; max-width: 45vw; }
.frame { display: grid; grid-template-columns: 16rem minmax(0, 48rem) 14rem; gap: 2.5rem; max-width: 86rem; margin: 0 auto; padding: 1.5rem; }
nav h2 { font-size: .8rem; text-transform: uppercase; letter-spacing: .04em; color: var(--soft); margin: 1.25rem 0 .25rem; }
nav ul { list-style: none; margin: 0; padding: 0; } nav li a { display: block; padding: .15rem .5rem; border-radius: .35rem; text-decoration: none; color: inherit; }
nav li a:hover { background: var(--raised); } nav a[aria-current] { background: var(--raised); font-weight: 600; color: var(--accent); }
.toc { font-size: .875rem; } .toc > div { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow: auto; } .toc .d3 a { padding-inline-start: 1.25rem; color: var(--soft); }
main { min-width: 0; } h1 { line-height: 1.2; } h2 { margin-block-start: 2.25rem; border-block-end: 1px solid var(--line); padding-block-end: .25rem; }
h2 small { color: var(--soft); font-weight: 400; font-size: .8rem; } .anchor { opacity: 0; text-decoration: none; } :is(h1,h2,h3,h4):hover .anchor, .anchor:focus { opacity: .6; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; padding: .9rem 1rem; overflow-x: auto; font-size: .875rem; line-height: 1.5; }
code { font-family: ui-monospace, monospace; font-size: .9em; } :not(pre) > code { background: var(--raised); padding: .1em .3em; border-radius: .3em; overflow-wrap: anywhere; }
.table { overflow-x: auto; } table { border-collapse: collapse; } th, td { border-block-end: 1px solid var(--line); padding: .4rem .75rem .4rem 0; text-align: start; vertical-align: top; }
img { max-width: 100%; height: auto; border-radius: .5rem; } .names a { margin-inline-end: .5rem; }
.comment { color: var(--soft); font-style: italic; } .string { color: light-dark(#0a6b3d, #8bd5a5); } .keyword { color: light-dark(#8a2aa8, #d5a3ee); } .number { color: light-dark(#9a4a00, #f0b27a); }
.pager { display: flex; justify-content: space-between; gap: 1rem; margin-block: 3rem 1rem; }
#found { position: absolute; inset-inline-end: 1.5rem; top: 3.5rem; z-index: 1; width: min(32rem, calc(100vw - 3rem)); max-height: 70vh; overflow: auto; margin: 0; padding: .5rem; list-style: none; background: var(--back); border: 1px solid var(--line); border-radius: .5rem; }
#found:empty { display: none; } #found a { display: block; padding: .35rem .5rem; text-decoration: none; border-radius: .35rem; color: inherit; } #found a:hover, #found a:focus { background: var(--raised); } #found :is(small, span) { color: var(--soft); } #found small { margin-inline-start: .5rem; } #found span { display: block; font-size: .8125rem; overflow-wrap: anywhere; } #found mark { background: none; color: var(--text); font-weight: 600; }
@media (max-width: 70rem) { .frame { grid-template-columns: 14rem minmax(0, 1fr); } .toc { display: none; } }
@media (max-width: 48rem) { .frame { grid-template-columns: minmax(0, 1fr); } nav.pages { order: 2; border-block-start: 1px solid var(--line); } header .to-pages { display: block; font-weight: 400; } }
`;

/**
 * @param {{ address: string, title: string, html: string, headings: Heading[], groups: Group[] }} page
 */
export const renderPage = ({ address, title, html, headings, groups }) => {
  const base = posix.relative(posix.dirname(address), ".") || ".";
  /** @param {string} to */
  const link = (to) => `${base}/${to}`;
  /** @param {Entry} entry */
  const item = (entry) =>
    `<li><a href="${link(entry.address)}"${entry.address === address ? ' aria-current="page"' : ""}>${escapeHtml(entry.title)}</a></li>`;
  const all = groups.flatMap(({ pages }) => pages);
  const at = all.findIndex((entry) => entry.address === address);
  const [before, after] = at < 0 ? [] : [all[at - 1], all[at + 1]];
  const toc = headings
    .filter(({ depth }) => depth === 2 || depth === 3)
    .map(({ depth, text, anchor }) => `<li class="d${depth}"><a href="#${anchor}">${text}</a></li>`)
    .join("");
  return `<!doctype html>
<html lang="en" data-base="${base}/">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}${title === "Slowmatch" ? "" : " – Slowmatch"}</title>
<link rel="stylesheet" href="${link("site.css")}">
<script type="module" src="${link("site.js")}"></script>
</head>
<body>
<a class="skip" href="#content">To the text</a>
<header><a href="${link("index.html")}">Slowmatch</a><input type="search" placeholder="Search ( / )" aria-label="Search"><a class="to-pages" href="#pages">Pages</a></header>
<ul id="found" aria-live="polite"></ul>
<div class="frame">
<nav class="pages" id="pages" aria-label="Pages">${groups.map((group) => `<h2>${escapeHtml(group.title)}</h2><ul>${group.pages.map(item).join("")}</ul>`).join("")}</nav>
<main id="content">${html}
<div class="pager"><span>${before ? `<a rel="prev" href="${link(before.address)}">← ${escapeHtml(before.title)}</a>` : ""}</span><span>${after ? `<a rel="next" href="${link(after.address)}">${escapeHtml(after.title)} →</a>` : ""}</span></div>
</main>
<nav class="toc" aria-label="On this page"><div><ul>${toc}</ul></div></nav>
</div>
</body>
</html>
`;
};
