import { LabError } from '@uringlab/schema';

/** Which mail a report answers. */
export interface ReplyOptions {
  /** Message-ID of the mail that is answered, with or without angle brackets. */
  inReplyTo?: string;
  /** What stands in that mail's own References, separated by blanks. */
  references?: string;
  /** That mail's subject, with or without `Re:`. */
  subjectOf?: string;
  /** Number of a bug of bugzilla.kernel.org, and that of the account that its mails are for. */
  kernelBug?: number;
  kernelBugUser?: number;
}

/** The place of a mail in a thread: header fields RFC 5322, 3.6.4. */
export interface Thread {
  /** In-Reply-To, with its angle brackets. */
  parent: string;
  /** References in their order, the parent last. */
  references: readonly string[];
  /** Subject of the parent without `Re:`; null where it is not known. */
  subjectOf: string | null;
  kernelBug: number | null;
}

/** `left@right` of visible ASCII; short enough for a line of a header (RFC 5322, 2.1.1). */
const MESSAGE_ID = /^(?:<([^\s<>@,;:"()]+@[^\s<>@,;"()]+)>|([^\s<>@,;:"()]+@[^\s<>@,;"()]+))$/;
const LONGEST_ID = 250;
const MOST_REFERENCES = 100;
const LONGEST_SUBJECT = 500;

function refuse(message: string, hint: string): LabError {
  return new LabError('E_USAGE', message, { hint });
}

function readId(text: string, option: string): string {
  const [, inBrackets, bare] = MESSAGE_ID.exec(text) ?? [];
  const id = inBrackets ?? bare;
  if (id === undefined || id.length > LONGEST_ID || /[^\x21-\x7e]/.test(id))
    throw refuse(
      `${option}: ${JSON.stringify(text.slice(0, LONGEST_ID))} is not a Message-ID`,
      'it is <LEFT@RIGHT>, as in the Message-ID field of the mail that is answered',
    );
  return `<${id}>`;
}

function readReferences(text: string): string[] {
  if (/[^\x20-\x7e]/.test(text))
    throw refuse('--references holds what no header field may', 'give Message-IDs, separated by blanks');
  const ids = text.split(' ').filter((id) => id !== '');
  if (ids.length > MOST_REFERENCES)
    throw refuse(
      `--references names ${ids.length} mails, more than ${MOST_REFERENCES}`,
      'give the first and the last of them',
    );
  return ids.map((id) => readId(id, '--references'));
}

function readSubject(text: string): string {
  const subject = text.trim().replace(/^(?:(?:re|aw):\s*)+/i, '');
  if (subject === '' || subject.length > LONGEST_SUBJECT || /[\p{C}\p{Zl}\p{Zp}]/u.test(text))
    throw refuse(
      '--subject-of is not one line of text',
      `give the subject of the mail that is answered, of at most ${LONGEST_SUBJECT} characters`,
    );
  return subject;
}

function parentOf({ inReplyTo, kernelBug, kernelBugUser }: ReplyOptions): string | null {
  if ((kernelBug === undefined) !== (kernelBugUser === undefined))
    throw refuse(
      '--kernel-bug and --kernel-bug-user belong together',
      "the tracker's mails have both in their Message-ID: <bug-N-USER@https.bugzilla.kernel.org/>",
    );
  if (kernelBug !== undefined && inReplyTo !== undefined)
    throw refuse('--in-reply-to and --kernel-bug exclude each other', 'give one of them');
  if (kernelBug === undefined) return inReplyTo === undefined ? null : readId(inReplyTo, '--in-reply-to');
  if (![kernelBug, kernelBugUser].every((number) => Number.isSafeInteger(number) && Number(number) > 0))
    throw refuse(
      '--kernel-bug and --kernel-bug-user are numbers from 1',
      'give the numbers of bug and account',
    );
  return `<bug-${kernelBug}-${kernelBugUser}@https.bugzilla.kernel.org/>`;
}

/** Null for a mail that begins a thread. Throws E_USAGE for ids and subjects that would not be one line of a header. */
export function readThread(options: ReplyOptions): Thread | null {
  const parent = parentOf(options);
  if (parent === null) {
    const odd = options.references !== undefined ? '--references' : '--subject-of';
    if (options.references !== undefined || options.subjectOf !== undefined)
      throw refuse(`${odd} is of a mail that is answered`, 'give --in-reply-to or --kernel-bug as well');
    return null;
  }
  const before = readReferences(options.references ?? '').filter((id) => id !== parent);
  return {
    parent,
    references: [...before, parent],
    subjectOf: options.subjectOf === undefined ? null : readSubject(options.subjectOf),
    kernelBug: options.kernelBug ?? null,
  };
}

/**
 * Subject of an answer: that of the parent; the tracker's mails have their number in it. Where it is not known, the report's own,
 * which names what the answer is about.
 */
export function subjectInThread(own: string, thread: Thread | null): string {
  if (thread === null) return own;
  const number = thread.kernelBug === null ? '' : `[Bug ${thread.kernelBug}] `;
  if (thread.subjectOf !== null)
    return `Re: ${thread.subjectOf.includes(number.trim()) ? '' : number}${thread.subjectOf}`;
  return number === '' ? own : `Re: ${number}${own.replace(/^\[\w+\] /, '')}`;
}
