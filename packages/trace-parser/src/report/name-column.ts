const NAME_WIDTH = 20;

/** The name of an event as lines have it, between its time and its text. */
export function formatName(name: string): string {
  return ` ${`${name}: `.padEnd(NAME_WIDTH + 2)}`;
}
