// @ts-check
// The script of every page: the search box. Written as site.js, beside search.js.
import { find } from "./search.mjs";

const input = /** @type {HTMLInputElement} */ (document.querySelector("input[type=search]"));
const found = /** @type {HTMLElement} */ (document.querySelector("#found"));
const base = document.documentElement.dataset["base"] ?? "./";
/** Loaded with the first key. @type {Promise<import("./search.mjs").Section[]> | undefined} */
let sections;

/** @param {string} name @param {(string | Node)[]} content */
const element = (name, ...content) => {
  const made = document.createElement(name);
  made.append(...content);
  return made;
};

/** @param {import("./search.mjs").Hit} hit */
const itemOf = ({ page, heading, address, before, match, after }) => {
  const link = Object.assign(document.createElement("a"), { href: base + address });
  link.append(heading, element("small", page), element("span", before, element("mark", match), after));
  return element("li", link);
};

const clear = () => {
  input.value = "";
  found.replaceChildren();
};

input.addEventListener("input", async () => {
  sections ??= fetch(`${base}search.json`).then((answer) => answer.json());
  const all = await sections;
  const asked = input.value.trim();
  const hits = find(all, asked);
  const none = asked === "" ? [] : [element("li", `Nothing has “${asked}”.`)];
  found.replaceChildren(...(hits.length > 0 ? hits.map(itemOf) : none));
});
input.addEventListener("keydown", (event) => {
  const first = found.querySelector("a");
  if (event.key === "Enter") first?.click();
  if (event.key === "ArrowDown") first?.focus();
});
found.addEventListener("click", clear);
found.addEventListener("keydown", (event) => {
  const item = document.activeElement?.closest("li");
  const next = event.key === "ArrowDown" ? item?.nextElementSibling : item?.previousElementSibling;
  if (!/^Arrow(?:Up|Down)$/.test(event.key)) return;
  event.preventDefault();
  /** @type {HTMLElement} */ (next?.querySelector("a") ?? input).focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") clear();
  if (event.key !== "/" || document.activeElement === input) return;
  event.preventDefault();
  input.focus();
});
