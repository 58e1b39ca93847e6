import { readDocument } from "../docs/markdown.ts";

const blocksBehind = (heading: string) => {
  const { text, blocks } = readDocument("docs/deploy.md");
  const from = text.slice(0, text.indexOf(`\n## ${heading}\n`)).split("\n").length;
  return blocks.filter(({ line }) => line > from);
};

/** The block of docs/deploy.md that names this file, from behind the heading. */
export const recipe = (heading: string, file: string): string => {
  const block = blocksBehind(heading).find(({ code }) => code.startsWith(`// ${file}\n`));
  if (block === undefined) throw new Error(`docs/deploy.md has no ${file} behind "${heading}".`);
  return block.code;
};

/** The first commands behind the heading. */
export const commands = (heading: string): string[] => {
  const block = blocksBehind(heading).find(({ language }) => language === "sh");
  if (block === undefined) throw new Error(`docs/deploy.md has no commands behind "${heading}".`);
  return block.code.trim().split("\n");
};
