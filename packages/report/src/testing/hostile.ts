/** Markup, a template's braces, control characters, line ends, a bidi override, and what invalid UTF-8 is read as. */
export const HOSTILE = `</script></style><img src=http://127.0.0.1:9/x onerror="document.title='owned'">'"\`=&{{7}}\u0000\u001b[2J\r\nFrom x\u202e\ufffd`;

/** As the pages show it. */
export const HOSTILE_SHOWN = HOSTILE.replace('\u0000', '\\x00')
  .replace('\u001b', '\\x1b')
  .replace('\r\n', '\\x0d\\x0a')
  .replace('\u202e', '\\u202e');

/** Every string of it hostile, but for those of the named keys, which the schema does not leave open. */
export function makeHostile<T>(value: T, kept: readonly string[] = []): T {
  const fill = (part: unknown): unknown => {
    if (typeof part === 'string') return HOSTILE;
    if (Array.isArray(part)) return part.map(fill);
    if (part === null || typeof part !== 'object' || ArrayBuffer.isView(part)) return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, inner]) => [key, kept.includes(key) ? inner : fill(inner)]),
    );
  };
  return fill(value) as T;
}
