/** The name of the channel on which the contexts of a database tell each other of commits. */
export const channelName = (database: string): string => `slowmatch:${database}`;
