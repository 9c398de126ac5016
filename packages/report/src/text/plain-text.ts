/** Of the 998 octets that a line of a mail may have (RFC 5322, 2.1.1), with room for a mark and an indent. */
const KEPT_OCTETS = 940;
/** Control and format characters (bidi overrides among them) and halves of surrogate pairs; a tab stays. */
const UNSEEN = /(?!\t)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * One line that shows what it holds: control and format characters as `\x1b` or `\u202e`, so that a
 * task name from a trace can neither break a line nor hide one, and no longer than a mail line may be.
 */
export function printable(text: string): string {
  const shown = text.replace(UNSEEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
  });
  const octets = Buffer.from(shown);
  if (octets.length <= KEPT_OCTETS) return shown;
  const kept = octets
    .subarray(0, KEPT_OCTETS)
    .toString('utf8')
    .replace(/\ufffd+$/, '');
  return `${kept} [${octets.length - Buffer.byteLength(kept)} bytes cut]`;
}

/** `value` with every string made printable, all the way down. */
export function makePrintable<T>(value: T): T {
  const clean = (part: unknown): unknown => {
    if (typeof part === 'string') return printable(part);
    if (Array.isArray(part)) return part.map(clean);
    if (part === null || typeof part !== 'object') return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, clean(inner)]));
  };
  return clean(value) as T;
}
