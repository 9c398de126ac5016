import { LabError } from '@uringlab/schema';

/** A message as rules see it: nothing decoded, since the rules are about how it is encoded. */
export interface LintedMail {
  /** Fields by their name in lower case, unfolded, in order. */
  fields: readonly { name: string; value: string }[];
  /** Octets of the body. */
  octets: Uint8Array;
  /** The body as UTF-8; bytes that are none become U+FFFD. */
  body: string;
  /** Lines of the body without their ends, and the line of the file on which the first stands. */
  lines: readonly string[];
  firstLine: number;
}

/** The first field of the name; undefined without one. */
export function field(mail: LintedMail, name: string): string | undefined {
  return mail.fields.find((candidate) => candidate.name === name)?.value;
}

/** Addresses of a field such as `to`, in lower case, without names. */
export function addresses(mail: LintedMail, ...names: string[]): string[] {
  return mail.fields
    .filter(({ name }) => names.includes(name))
    .flatMap(({ value }) => value.match(/[^\s<>,;:"()]+@[^\s<>,;"()]+/g) ?? [])
    .map((address) => address.toLowerCase());
}

const FIELD = /^([!-9;-~]+):[ \t]?(.*)$/;

/**
 * Splits a message (RFC 5322; lines end in LF or CRLF, an mbox "From " line may come first). Throws E_USAGE when it does not begin with
 * header fields.
 */
export function parseMail(bytes: Uint8Array): LintedMail {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: { name: string; value: string }[] = [];
  let at = 0;
  let line = 0;
  while (at < whole.length) {
    const end = whole.indexOf(10, at);
    const text = whole.toString('utf8', at, end < 0 ? whole.length : end).replace(/\r$/, '');
    line++;
    at = end < 0 ? whole.length : end + 1;
    if (text === '') break;
    const last = fields.at(-1);
    const [, name, value = ''] = FIELD.exec(text) ?? [];
    if (/^[ \t]/.test(text) && last !== undefined) last.value += ` ${text.trim()}`;
    else if (name !== undefined) fields.push({ name: name.toLowerCase(), value });
    else if (line > 1 || !text.startsWith('From '))
      throw new LabError(
        'E_USAGE',
        `line ${line} is neither a header field nor the empty line before a body`,
        {
          hint: 'a mail is expected, with its header: report.eml, not report.txt',
        },
      );
  }
  if (fields.length === 0)
    throw new LabError('E_USAGE', 'there is no header field in it', {
      hint: 'a mail is expected: report.eml',
    });
  const octets = whole.subarray(at);
  const body = octets.toString('utf8').replaceAll('\r\n', '\n');
  return { fields, octets, body, lines: body.split('\n'), firstLine: line + 1 };
}
