import { LabError } from '@uringlab/schema';

export interface Envelope {
  from: string;
  to: readonly string[];
  cc: readonly string[];
}

/** A mailbox as people write it: `Jo Doe <jo@example.org>`, or the address alone; ASCII, since names are not encoded here. */
const MAILBOX =
  /^(?:(?:"[^"\\\r\n]*"|[\w .'!#$%&*+/=?^`{|}~-]+) <([^\s<>@,;"]+@[^\s<>@,;"]+)>|([^\s<>@,;"]+@[^\s<>@,;"]+))$/;

/** The bare address of a mailbox. Throws E_USAGE. */
export function addressOf(mailbox: string): string {
  const [, inBrackets, bare] = MAILBOX.exec(mailbox) ?? [];
  const address = inBrackets ?? bare;
  if (address === undefined)
    throw new LabError('E_USAGE', `${JSON.stringify(mailbox)} is not a mailbox`, {
      hint: 'give ADDRESS or "NAME <ADDRESS>", names in ASCII',
    });
  return address;
}

/** Addresses that the mail goes to, each once. */
export function recipientsOf({ to, cc }: Envelope): string[] {
  return [...new Set([...to, ...cc].map(addressOf))];
}

/** Fields that a draft holds for its sender, or that are set anew. */
const REPLACED = /^(?:from|to|cc|bcc|comments):/i;

/** `To: a,\n b`: folded between mailboxes (RFC 5322, 2.2.3). */
function foldField(name: string, mailboxes: readonly string[]): string[] {
  return mailboxes.length === 0 ? [] : [`${name}: ${mailboxes.join(',\n ')}`];
}

/** The draft with sender and recipients; its body is not touched by a byte. Lines of the header end in LF. Throws E_USAGE. */
export function composeMail(draft: Uint8Array, envelope: Envelope): Buffer {
  for (const mailbox of [envelope.from, ...envelope.to, ...envelope.cc]) addressOf(mailbox);
  const whole = Buffer.from(draft.buffer, draft.byteOffset, draft.byteLength);
  const end = whole.indexOf('\n\n');
  if (end < 0)
    throw new LabError('E_USAGE', 'the draft has no body', {
      hint: 'send a run directory, or its report.eml',
    });
  const header: string[] = [];
  let isKept = true;
  for (const line of whole.toString('utf8', 0, end).split('\n')) {
    if (!/^[ \t]/.test(line)) isKept = !REPLACED.test(line);
    if (isKept) header.push(line);
  }
  const sender = [
    ...foldField('From', [envelope.from]),
    ...foldField('To', envelope.to),
    ...foldField('Cc', envelope.cc),
  ];
  return Buffer.concat([Buffer.from([...sender, ...header].join('\n')), whole.subarray(end)]);
}
