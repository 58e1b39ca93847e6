export type Measures = Record<string, (input: never) => Promise<unknown>>;

/** What came of one measure, as the host wants to hear it. */
export async function answer(measures: Measures, measure: string, input: unknown): Promise<object> {
  try {
    const run = measures[measure];
    if (!run) throw new Error(`There is no measure '${measure}'.`);
    return { result: await run(input as never) };
  } catch (error) {
    return { error: String((error as Error).stack ?? error) };
  }
}
