import { playRounds } from "./harness.ts";
import { describe } from "./summary.ts";

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);

/** The long run: `npm run test:faults`. */
export async function main(): Promise<boolean> {
  const seed = number("SLOWMATCH_SEED", Math.floor(Math.random() * 1e9));
  const rounds = number("SLOWMATCH_ROUNDS", 200);
  const first = number("SLOWMATCH_FIRST", 0);
  const jobs = number("SLOWMATCH_JOBS", 110);
  const faults = process.env["SLOWMATCH_FAULTS"]?.split(",");
  console.log(`seed ${seed}, rounds ${first} to ${first + rounds - 1}, about ${jobs} jobs each`);
  const log = (line: string): void => console.log(line);
  const summary = await playRounds({ seed, rounds, first, jobs, log, ...(faults ? { faults } : {}) });
  console.log(`\n${describe(summary)}`);
  return summary.violations.length === 0;
}
