import { execFileSync, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toMboxrd } from '@uringlab/report';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { ENVELOPE, HARD_BODY, HARD_DRAFT, NEVER } from '../testing/hard-mail.ts';
import { startSink } from '../testing/mail-sink.ts';
import { inTemporaryDirectory } from '../testing/recorded-run.ts';
import { addressOf, composeMail } from './compose.ts';
import { parseSmtp, smtpTransport } from './transports.ts';

describe('a message', () => {
  const message = composeMail(HARD_DRAFT, ENVELOPE);

  test('has sender and recipients, and the body of the draft to the byte', async () => {
    const parsed = await PostalMime.parse(message);
    expect(parsed.from).toMatchObject({ name: 'Jo Doe', address: 'jo@example.org' });
    expect(parsed.to?.map(({ address }) => address)).toEqual(['io-uring@example.org']);
    expect(parsed.cc?.map(({ address }) => address)).toEqual(['max@example.org', 'io-uring@example.org']);
    expect(parsed.headers.some(({ key }) => key === 'comments')).toBe(false);
    expect(message.subarray(message.indexOf('\n\n') + 2).toString('utf8')).toBe(HARD_BODY);
    expect(parsed.text).toBe(HARD_BODY);
  });

  test('comes back from a mail server as it was', async () => {
    const sink = await startSink();
    try {
      await smtpTransport(parseSmtp(`smtp://${sink.host}`, null)).send(message, ENVELOPE, NEVER);
      const [received] = sink.received;
      expect(received).toMatchObject({
        from: 'jo@example.org',
        to: ['io-uring@example.org', 'max@example.org'],
      });
      expect(received?.bytes.toString('utf8').replaceAll('\r\n', '\n')).toBe(message.toString('utf8'));
    } finally {
      await sink.close();
    }
  });

  test('comes back from an mbox as it was', () =>
    inTemporaryDirectory(async (directory) => {
      await writeFile(join(directory, 'report.mbox'), toMboxrd(message, new Date('2025-11-02T14:33:05Z')));
      execFileSync('git', ['mailsplit', '--mboxrd', `-o${directory}`, join(directory, 'report.mbox')]);
      const split = await readFile(join(directory, '0001'));
      const [, ...lines] = split.toString('utf8').split('\n');
      expect(lines.join('\n')).toBe(`${message.toString('utf8')}\n`);
      const info = spawnSync('git', ['mailinfo', join(directory, 'msg'), join(directory, 'patch')], {
        input: message,
        cwd: directory,
      });
      expect(info.stdout.toString('utf8')).toContain('Subject: io_uring: hard');
      expect(await readFile(join(directory, 'msg'), 'utf8')).toBe(HARD_BODY);
    }));

  test.each(['nobody', 'a@b, c@d', 'x <a@b>\nBcc: c@d', 'Jo <jø@b>', 'J\u202e <a@b>', '"J\u0007" <a@b>', ''])(
    'is not made for %j',
    (mailbox) => {
      expect(() => addressOf(mailbox)).toThrow('is not a mailbox');
      expect(() => composeMail(HARD_DRAFT, { ...ENVELOPE, to: [mailbox] })).toThrow('is not a mailbox');
    },
  );
});

describe('names outside ASCII', () => {
  const NAMES = ['Jørgen Ærø', '"Größe, M."', '漢字 かな', `${'ü'.repeat(60)} Long`];

  test.each(NAMES)('%s goes out as encoded words, and comes back', async (name) => {
    const message = composeMail(HARD_DRAFT, {
      from: `${name} <jo@example.org>`,
      to: ['a@example.org', `${name} <b@example.org>`],
      cc: [],
    });
    const header = message.toString('latin1').split('\n\n')[0];
    expect(header).toMatch(/^[\n\x20-\x7e]*$/);
    const parsed = await PostalMime.parse(message);
    const bare = name.replaceAll('"', '');
    expect(parsed.from).toMatchObject({ name: bare, address: 'jo@example.org' });
    expect(parsed.to?.map(({ name: own, address }) => [own, address])).toEqual([
      ['', 'a@example.org'],
      [bare, 'b@example.org'],
    ]);
  });
});
