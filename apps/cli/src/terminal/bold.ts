/** Bold on a terminal; plain where NO_COLOR (no-color.org) asks for it, or nobody looks. */
export function bold(text: string): string {
  const wanted = process.stdout.isTTY === true && !process.env.NO_COLOR;
  return wanted ? `\u001b[1m${text}\u001b[0m` : text;
}
