import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lintMail } from '@uringlab/report';
import { describe, expect, test } from 'vitest';
import { ENVELOPE, HARD_BODY, HARD_DRAFT, NEVER } from '../testing/hard-mail.ts';
import { startSink } from '../testing/mail-sink.ts';
import { inTemporaryDirectory, withRun } from '../testing/recorded-run.ts';
import { composeMail } from './compose.ts';
import { findMaintainers } from './maintainers.ts';
import { prepareLetter, sendLetter } from './send.ts';
import { gitTransport, parseSmtp, programTransport, smtpTransport } from './transports.ts';

describe("a run's mail", () => {
  test('is sent once', () =>
    withRun(async (run) => {
      const sink = await startSink({ password: 'sesame' });
      try {
        const transport = smtpTransport(parseSmtp(`smtp://jo@${sink.host}`, 'sesame'));
        const letter = await prepareLetter(run, ENVELOPE);
        await sendLetter(letter, transport, NEVER);
        expect(sink.received).toHaveLength(1);
        expect(lintMail(sink.received[0]?.bytes ?? Buffer.alloc(0))).toEqual([]);
        const sent = await readFile(join(run, 'sent.json'), 'utf8');
        expect(JSON.parse(sent)).toMatchObject({
          recipients: ['io-uring@example.org', 'max@example.org'],
          sentAt: expect.any(String),
        });
        expect(sent).not.toContain('sesame');
        await expect(prepareLetter(run, ENVELOPE)).rejects.toMatchObject({ code: 'E_SENT' });
        await expect(sendLetter(letter, transport, NEVER)).rejects.toMatchObject({ code: 'E_SENT' });
        expect(sink.received).toHaveLength(1);
      } finally {
        await sink.close();
      }
    }));

  test('that the server refuses can be sent again, and no password is told', () =>
    withRun(async (run) => {
      const sink = await startSink({ password: 'sesame' });
      try {
        const letter = await prepareLetter(run, ENVELOPE);
        const wrong = smtpTransport(parseSmtp(`smtp://jo@${sink.host}`, 'open-barley'));
        const error = await sendLetter(letter, wrong, NEVER).catch((failure) => failure);
        expect(error).toMatchObject({ code: 'E_SEND' });
        expect(error.message).not.toContain('open-barley');
        expect(await readdir(run)).not.toContain('sent.json');
        await prepareLetter(run, ENVELOPE);
      } finally {
        await sink.close();
      }
    }));

  test('that was stopped half-way is not sent again', () =>
    withRun(async (run) => {
      const letter = await prepareLetter(run, ENVELOPE);
      const stop = new AbortController();
      const stopped = {
        name: 'a server that stalls',
        send: async () => {
          stop.abort();
          throw stop.signal.reason;
        },
      };
      await expect(sendLetter(letter, stopped, stop.signal)).rejects.toThrow();
      await expect(prepareLetter(run, ENVELOPE)).rejects.toMatchObject({
        code: 'E_SENT',
        message: expect.stringContaining('may have been sent'),
      });
    }));

  test('that breaks a rule of the lists is not sent', () =>
    withRun(async (run) => {
      const path = join(run, 'report.eml');
      await writeFile(
        path,
        (await readFile(path, 'utf8')).replace(/^Subject: .*$/m, 'Subject: [PATCH] io_uring: x'),
      );
      await expect(prepareLetter(run, ENVELOPE)).rejects.toMatchObject({
        code: 'E_MAIL_NOT_READY',
        message: expect.stringContaining('rule 6'),
      });
    }));

  test('goes to nobody by default', () =>
    withRun(async (run) => {
      await expect(prepareLetter(run, { from: 'jo@example.org', to: [], cc: [] })).rejects.toMatchObject({
        code: 'E_USAGE',
      });
    }));
});

describe('a program', () => {
  test('gets the very bytes, and the envelope as arguments', () =>
    inTemporaryDirectory(async (directory) => {
      const program = join(directory, 'sendmail');
      await writeFile(
        program,
        `#!/bin/sh\nprintf '%s\\n' "$@" >${directory}/words\ncat >${directory}/mail\n`,
      );
      await chmod(program, 0o755);
      const message = composeMail(HARD_DRAFT, ENVELOPE);
      await programTransport(program).send(message, ENVELOPE, NEVER);
      expect((await readFile(join(directory, 'mail'))).equals(message)).toBe(true);
      expect(await readFile(join(directory, 'words'), 'utf8')).toBe(
        '-i\n-f\njo@example.org\n--\nio-uring@example.org\nmax@example.org\n',
      );
    }));

  test('that fails is told with its words', () =>
    inTemporaryDirectory(async (directory) => {
      const program = join(directory, 'sendmail');
      await writeFile(program, '#!/bin/sh\necho "queue is full" >&2\nexit 75\n');
      await chmod(program, 0o755);
      const sending = programTransport(program).send(HARD_DRAFT, ENVELOPE, NEVER);
      await expect(sending).rejects.toMatchObject({
        code: 'E_SEND',
        message: expect.stringContaining('queue is full'),
      });
      await expect(
        programTransport('/nowhere/sendmail').send(HARD_DRAFT, ENVELOPE, NEVER),
      ).rejects.toMatchObject({ code: 'E_TOOL_MISSING' });
    }));

  const HAS_SEND_EMAIL = spawnSync('git', ['send-email', '--help'], { stdio: 'ignore' }).status !== 1;
  if (!HAS_SEND_EMAIL) console.log('skipped: git send-email is not installed (apt-get install git-email)');
  test.skipIf(!HAS_SEND_EMAIL)('git send-email gives the very body to the server', () =>
    inTemporaryDirectory(async (directory) => {
      const sink = await startSink();
      const [host = '', port = ''] = sink.host.split(':');
      await writeFile(
        join(directory, '.gitconfig'),
        `[sendemail]\nsmtpServer = ${host}\nsmtpServerPort = ${port}\n[user]\nname = Jo\nemail = jo@example.org\n`,
      );
      const home = process.env.HOME;
      process.env.HOME = directory;
      try {
        // A sender whose name git took for another than the mail's would get a From line in the body.
        const envelope = { ...ENVELOPE, from: 'Jørgen Ø <jo@example.org>' };
        const message = composeMail(HARD_DRAFT, envelope);
        await gitTransport().send(message, envelope, NEVER);
        const [received] = sink.received;
        expect(received?.to.sort()).toEqual(['io-uring@example.org', 'max@example.org']);
        const text = received?.bytes.toString('utf8').replaceAll('\r\n', '\n') ?? '';
        expect(text.slice(text.indexOf('\n\n') + 2)).toBe(HARD_BODY);
      } finally {
        process.env.HOME = home;
        await sink.close();
      }
    }),
  );
});

test.each(['mail.example.org', 'http://mail.example.org', 'smtp://jo:secret@mail.example.org'])(
  '%s is no mail server',
  (given) => {
    const failing = () => parseSmtp(given, null);
    expect(failing).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
    expect(failing).not.toThrow(/secret/);
  },
);

const MAINTAINERS = `List of maintainers
P:\tnot a section

IO_URING
M:\tJens A <jens@example.org>
R:\tPavel B <pavel@example.org>
L:\tio-uring@example.org
S:\tMaintained
F:\tinclude/linux/io_uring.h
F:\tio_uring/

XFS FILESYSTEM
M:\tCarlos M <carlos@example.org>
L:\tlinux-xfs@example.org
F:\tfs/xfs/
X:\tfs/xfs/scrub/

FILESYSTEMS (VFS and infrastructure)
M:\tAl V <al@example.org>
L:\tlinux-fsdevel@example.org
F:\tfs/*

THE REST
M:\tLinus T <linus@example.org>
L:\tlinux-kernel@example.org
F:\t*
F:\t*/
`;

describe('the maintainers of a tree', () => {
  test('are those of the files, and not of everything', () =>
    inTemporaryDirectory(async (tree) => {
      await writeFile(join(tree, 'MAINTAINERS'), MAINTAINERS);
      expect(await findMaintainers(tree, ['io_uring/rw.c', 'fs/xfs'])).toEqual({
        to: [
          'Jens A <jens@example.org>',
          'Pavel B <pavel@example.org>',
          'Carlos M <carlos@example.org>',
          'Al V <al@example.org>',
        ],
        cc: ['io-uring@example.org', 'linux-xfs@example.org', 'linux-fsdevel@example.org'],
        source: join(tree, 'MAINTAINERS'),
      });
      expect((await findMaintainers(tree, ['mm/filemap.c'])).to).toEqual([]);
      expect((await findMaintainers(tree, ['fs/xfs/scrub/a.c'])).to).toEqual([]);
    }));

  test('are asked of its script where there is one', () =>
    inTemporaryDirectory(async (tree) => {
      await writeFile(join(tree, 'MAINTAINERS'), MAINTAINERS);
      await mkdir(join(tree, 'scripts'));
      await writeFile(
        join(tree, 'scripts/get_maintainer.pl'),
        'print "Jens A <jens\\@example.org> (maintainer:IO_URING)\\nio-uring\\@example.org (open list:IO_URING)\\nlinux-kernel\\@vger.kernel.org (open list)\\n";\n',
      );
      expect(await findMaintainers(tree, ['io_uring/rw.c'])).toEqual({
        to: ['Jens A <jens@example.org>'],
        cc: ['io-uring@example.org'],
        source: join(tree, 'scripts/get_maintainer.pl'),
      });
    }));

  test('of what is no tree are an error', () =>
    inTemporaryDirectory(async (tree) => {
      await expect(findMaintainers(tree, ['io_uring/rw.c'])).rejects.toMatchObject({ code: 'E_PATH' });
    }));
});
