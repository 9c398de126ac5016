import { LabError } from '@uringlab/schema';
import { encodeWord } from 'nodemailer/lib/mime-funcs';

export interface Envelope {
  from: string;
  to: readonly string[];
  cc: readonly string[];
}

/** A mailbox as people write it: `Jo Doe <jo@example.org>`, or the address alone. Names may be in any script, addresses are ASCII. */
const MAILBOX =
  /^(?:(?:"([^"\\\p{C}]*)"|([\p{L}\p{M}\p{N}_ .'!#$%&*+/=?^`{|}~-]+)) <([!-~]+@[!-~]+)>|([!-~]+@[!-~]+))$/u;
/** What separates addresses, or ends one. */
const NO_ADDRESS = /[<>,;"]|@.*@/;

/** Octets of an encoded word: 75 with what stands around it (RFC 2047, 2). */
const LONGEST_WORD = 75 - '=?UTF-8?Q??='.length;

/** The bare address of a mailbox. Throws E_USAGE. */
export function addressOf(mailbox: string): string {
  return parseMailbox(mailbox).address;
}

interface Mailbox {
  /** Without its quotes; null where there is the address alone. */
  name: string | null;
  address: string;
}

function parseMailbox(mailbox: string): Mailbox {
  const [, quoted, plain, inBrackets, bare] = MAILBOX.exec(mailbox) ?? [];
  const address = inBrackets ?? bare;
  if (address === undefined || NO_ADDRESS.test(address))
    throw new LabError('E_USAGE', `${JSON.stringify(mailbox)} is not a mailbox`, {
      hint: 'give ADDRESS or "NAME <ADDRESS>"; the address in ASCII',
    });
  return { name: quoted ?? plain ?? null, address };
}

/** As it stands in a field: a name outside ASCII as encoded words (RFC 2047, 5 (3)), anything else as it was given. */
function encodeMailbox(mailbox: string): string {
  const { name, address } = parseMailbox(mailbox);
  if (name === null || /^[\x20-\x7e]*$/.test(name)) return mailbox;
  return `${encodeWord(name.normalize('NFC'), 'Q', LONGEST_WORD)} <${address}>`;
}

/** Addresses that the mail goes to, each once. */
export function recipientsOf({ to, cc }: Envelope): string[] {
  return [...new Set([...to, ...cc].map(addressOf))];
}

/** Fields that a draft holds for its sender, or that are set anew. */
const REPLACED = /^(?:from|to|cc|bcc|comments):/i;

/** `To: a,\n b`: folded between mailboxes (RFC 5322, 2.2.3). */
function foldField(name: string, mailboxes: readonly string[]): string[] {
  return mailboxes.length === 0 ? [] : [`${name}: ${mailboxes.map(encodeMailbox).join(',\n ')}`];
}

/** The draft with sender and recipients; its body is not touched by a byte. Lines of the header end in LF. Throws E_USAGE. */
export function composeMail(draft: Uint8Array, envelope: Envelope): Buffer {
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
