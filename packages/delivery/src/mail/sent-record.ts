import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError, RUN_FILES, toLabError } from '@uringlab/schema';
import { z } from 'zod';

const SentSchema = z.strictObject({
  format: z.literal('uringlab-sent'),
  version: z.literal(1),
  messageId: z.string(),
  from: z.string(),
  recipients: z.array(z.string()),
  transport: z.string(),
  sha256: z.string(),
  /** From just before the message is handed over until the transport has taken it: null. */
  sentAt: z.iso.datetime().nullable(),
});
export type Sent = z.infer<typeof SentSchema>;

export function makeSent(
  message: Uint8Array,
  about: Pick<Sent, 'messageId' | 'from' | 'recipients' | 'transport'>,
): Sent {
  return {
    format: 'uringlab-sent',
    version: 1,
    ...about,
    sha256: createHash('sha256').update(message).digest('hex'),
    sentAt: null,
  };
}

/** sent.json of a run. Made before the message goes out, so that no second one can. */
export class SentRecord {
  readonly #path: string;

  constructor(directory: string) {
    this.#path = join(directory, RUN_FILES.sent);
  }

  /** Throws E_SENT when the run was sent, or may have been. */
  async requireUnsent(): Promise<void> {
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw toLabError(error) ?? error;
    });
    if (text === null) return;
    const hint = `a list does not want it twice; ${this.#path} is what is known`;
    let sent: Sent;
    try {
      sent = SentSchema.parse(JSON.parse(text));
    } catch (cause) {
      throw new LabError('E_SENT', `${this.#path} cannot be understood: it may have been sent`, {
        hint,
        cause,
      });
    }
    throw new LabError(
      'E_SENT',
      sent.sentAt === null
        ? `it may have been sent by ${sent.transport}: that was stopped before the answer came`
        : `it was sent at ${sent.sentAt} by ${sent.transport} to ${sent.recipients.join(', ')}`,
      { hint },
    );
  }

  /** Throws E_SENT when another process was first. */
  async begin(sent: Sent): Promise<void> {
    await this.#write(sent, 'wx');
  }

  async finish(sent: Sent): Promise<void> {
    await this.#write({ ...sent, sentAt: new Date().toISOString() }, 'w');
  }

  /** The transport refused it: it was not sent. */
  async forget(): Promise<void> {
    await rm(this.#path, { force: true });
  }

  async #write(sent: Sent, flag: 'wx' | 'w'): Promise<void> {
    await writeFile(this.#path, `${JSON.stringify(SentSchema.parse(sent), null, 2)}\n`, { flag }).catch(
      (cause: NodeJS.ErrnoException) => {
        const code = cause.code === 'EEXIST' ? 'E_SENT' : (toLabError(cause)?.code ?? 'E_SYSTEM');
        throw new LabError(code, `${this.#path} cannot be written`, {
          hint: 'see whether another process sends it',
          cause,
        });
      },
    );
  }
}
