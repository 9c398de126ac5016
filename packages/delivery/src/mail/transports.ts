import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { LabError } from '@uringlab/schema';
import { createTransport } from 'nodemailer';
import { addressOf, type Envelope, recipientsOf } from './compose.ts';

/** Hands a whole message over, byte for byte. */
export interface Transport {
  /** `smtps://mail.example.org:465 as jo`, for people and the record. */
  name: string;
  /** Throws E_SEND, E_TOOL_MISSING. */
  send(message: Uint8Array, envelope: Envelope, signal: AbortSignal): Promise<void>;
}

export interface SmtpAccount {
  url: URL;
  password: string | null;
}

/** `smtp://` (STARTTLS where the server has it) or `smtps://`; the name in it is the account's. Throws E_USAGE. */
export function parseSmtp(given: string, password: string | null): SmtpAccount {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '')
    throw new LabError('E_USAGE', `${given} is not the address of a mail server`, {
      hint: 'give smtps://USER@HOST:465 or smtp://HOST:25',
    });
  if (url.password !== '')
    throw new LabError('E_USAGE', 'the address of the mail server holds a password', {
      hint: 'others can see it in the list of processes: set URINGLAB_SMTP_PASSWORD',
    });
  return { url, password };
}

/** nodemailer's raw transport is the one that does not encode anew. */
export function smtpTransport({ url, password }: SmtpAccount): Transport {
  const user = decodeURIComponent(url.username);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const mailer = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 25),
    secure: url.protocol === 'smtps:',
    // A password, or a report, does not go over the net in the clear.
    requireTLS: url.protocol === 'smtp:' && user !== '' && !isLocal,
    ...(user === '' ? {} : { auth: { user, pass: password ?? '' } }),
  });
  return {
    name: `${url.protocol}//${url.host}${user === '' ? '' : ` as ${user}`}`,
    send: async (message, envelope) => {
      try {
        await mailer.sendMail({
          envelope: { from: addressOf(envelope.from), to: recipientsOf(envelope) },
          raw: Buffer.from(message),
        });
      } catch (cause) {
        const said = cause instanceof Error ? cause.message : String(cause);
        throw new LabError(
          'E_SEND',
          `${url.host} did not take the mail: ${password ? said.replaceAll(password, '(password)') : said}`,
          {
            hint: 'nothing was recorded as sent; see the address, the account and the password',
          },
        );
      } finally {
        mailer.close();
      }
    },
  };
}

async function pipeTo(
  command: string,
  args: readonly string[],
  message: Uint8Array | null,
  signal: AbortSignal,
): Promise<void> {
  const child = spawn(command, [...args], { stdio: ['pipe', 'ignore', 'pipe'], signal });
  child.stdin.on('error', () => {});
  child.stdin.end(message ?? '');
  const ended = new Promise<string | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, name) =>
      resolve(status === 0 ? null : name === null ? `status ${status}` : `${name}`),
    );
  });
  const [failure, said] = await Promise.all([ended, text(child.stderr)]).catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw cause;
      throw new LabError('E_TOOL_MISSING', `${command} is not installed`, {
        hint: 'send by --smtp, or name another program',
        cause,
      });
    },
  );
  if (failure !== null)
    throw new LabError(
      'E_SEND',
      `${command} ended with ${failure}: ${said.trim().split('\n').at(-1) ?? ''}`,
      {
        hint: 'nothing was recorded as sent; try the program by hand',
      },
    );
}

/** A program that takes a message on standard input, as sendmail(8) does. */
export function programTransport(program: string): Transport {
  return {
    name: program,
    send: (message, envelope, signal) =>
      pipeTo(
        program,
        ['-i', '-f', addressOf(envelope.from), '--', ...recipientsOf(envelope)],
        message,
        signal,
      ),
  };
}

/** `git send-email`, with the account of git's own configuration. */
export function gitTransport(): Transport {
  return {
    name: 'git send-email',
    send: async (message, { from }, signal) => {
      const place = await mkdtemp(join(tmpdir(), 'uringlab-mail-'));
      try {
        const path = join(place, 'report.eml');
        await writeFile(path, message);
        await pipeTo(
          'git',
          [
            'send-email',
            '--quiet',
            '--confirm=never',
            // Another sender than the author would put a From line into the body.
            `--from=${from}`,
            '--suppress-cc=body',
            '--suppress-cc=author',
            '--no-validate',
            path,
          ],
          null,
          signal,
        );
      } finally {
        await rm(place, { recursive: true, force: true });
      }
    },
  };
}
