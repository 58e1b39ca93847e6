/** The name by which a job's default keys go, so that what was stored before it was renamed shares them. */
export const firstName = ({ name, aliases: [first = name] = [] }: Named): string => first;

interface Named {
  name: string;
  aliases?: readonly string[] | undefined;
}
