import type { Summary } from "./harness.ts";

/** The summary of a run as it is printed and kept in the docs. */
export function describe(summary: Summary): string {
  const { seed, rounds, faults, promised, left, hasty } = summary;
  const { states, begun, interruptions, refused, looks, seconds } = summary;
  const list = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `${name} ${count}`)
      .join(", ") || "none";
  const total = (counts: Record<string, number>): number =>
    Object.values(counts).reduce((sum, n) => sum + n, 0);
  const count = (kind: string): number =>
    summary.violations.filter((each) => each.includes(`${kind}:`)).length;
  return [
    `seed                ${seed}`,
    `rounds              ${rounds}, in ${seconds} s`,
    `faults              ${total(faults)}: ${list(faults)}`,
    `jobs promised       ${promised}, ${left} of them by pages without their core`,
    `such pages ended    ${hasty}`,
    `jobs in the stores  ${total(states)}: ${list(states)}`,
    `attempts begun      ${begun}, interrupted ${interruptions}`,
    `calls refused       ${total(refused)}: ${list(refused)}`,
    `looks in mid-round  ${looks}`,
    `lost                ${count("lost")}`,
    `double-completed    ${count("double")}`,
    `other violations    ${summary.violations.length - count("lost") - count("double")}`,
    ...summary.violations.map((each) => `  ${each}`),
  ].join("\n");
}
