import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { field, isReady, type LintFinding, lintMail, parseMail } from '@uringlab/report';
import { LabError, RUN_FILES } from '@uringlab/schema';
import { composeMail, type Envelope, recipientsOf } from './compose.ts';
import { makeSent, SentRecord } from './sent-record.ts';
import type { Transport } from './transports.ts';

export interface Letter {
  /** The whole message, as it goes out. */
  message: Buffer;
  envelope: Envelope;
  recipients: string[];
  /** What lists will mind; none of it keeps the mail from being sent. */
  warnings: LintFinding[];
  record: SentRecord | null;
}

/** The draft of a run directory, or a file. Throws E_PATH. */
export async function readDraft(path: string): Promise<Buffer> {
  const isRun = (await stat(path)).isDirectory();
  return readFile(isRun ? join(path, RUN_FILES.mail) : path).catch((cause: unknown) => {
    throw new LabError('E_PATH', `${path} has no mail in it`, {
      cause,
      hint: 'run `uringlab report RUN` first',
    });
  });
}

/**
 * A mail that is ready to be sent: the draft of a run directory, or a file. Throws E_MAIL_NOT_READY for one that breaks a rule of
 * the lists, E_SENT for a run that was sent before, E_USAGE for mailboxes that are none.
 */
export async function prepareLetter(path: string, envelope: Envelope): Promise<Letter> {
  const draft = await readDraft(path);
  if (envelope.to.length + envelope.cc.length === 0)
    throw new LabError('E_USAGE', 'nobody is named whom the mail goes to', {
      hint: 'give --to, or --tree with the kernel tree that was tested: who maintains it is in there',
    });
  const record = (await stat(path)).isDirectory() ? new SentRecord(path) : null;
  await record?.requireUnsent();
  const message = composeMail(draft, envelope);
  const findings = lintMail(message);
  if (!isReady(findings)) {
    const [first, ...others] = findings.filter(({ severity }) => severity === 'E');
    throw new LabError(
      'E_MAIL_NOT_READY',
      `it breaks rule ${first?.rule}: ${first?.text}${others.length === 0 ? '' : `, and ${others.length} more`}`,
      { hint: '`uringlab lint` lists them all' },
    );
  }
  return { message, envelope, recipients: recipientsOf(envelope), warnings: findings, record };
}

/** Sends a letter once. What the transport refused can be sent again; what was cut off half-way cannot. */
export async function sendLetter(
  { message, envelope, recipients, record }: Letter,
  transport: Transport,
  signal: AbortSignal,
): Promise<void> {
  const messageId = field(parseMail(message), 'message-id') ?? '';
  const sent = makeSent(message, { messageId, from: envelope.from, recipients, transport: transport.name });
  await record?.begin(sent);
  try {
    await transport.send(message, envelope, signal);
  } catch (error) {
    if (error instanceof LabError && !signal.aborted) await record?.forget();
    throw error;
  }
  await record?.finish(sent);
}
