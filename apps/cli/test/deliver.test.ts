import { spawn } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTemporaryDirectory, lab, MAIN } from './lab.ts';

let place: string;
let run: string;
let end: () => void;
const kept = new Promise<void>((resolve) => {
  end = resolve;
});

/** One small run for all tests; each takes what it needs of it. */
beforeAll(async () => {
  await new Promise<void>((resolve, reject) => {
    void inTemporaryDirectory(async (directory) => {
      place = directory;
      run = join(directory, 'run');
      const made = await lab([
        'reproduce',
        '--file-size',
        '256k',
        '--dir',
        directory,
        '--no-trace',
        '--out',
        run,
      ]);
      if (made.status !== 0) throw new Error(made.stderr);
      resolve();
      await kept;
    }).catch(reject);
  });
});
afterAll(() => end());

async function labWith(environment: Record<string, string>, args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, XDG_CONFIG_HOME: join(place, 'config'), ...environment },
  });
  const status = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await status, stdout, stderr };
}

test('a bundle is packed once and analysed elsewhere', async () => {
  const bundle = join(place, 'run.tar.zst');
  const packed = await lab(['bundle', run, '-o', bundle, '--json']);
  expect(JSON.parse(packed.stdout).files).toContain('run.json');
  expect(await lab(['bundle', run, '-o', bundle])).toMatchObject({ status: 2 });
  const out = join(place, 'elsewhere');
  const analysed = await lab(['analyze', bundle, '--json', '--exit-code']);
  const keeping = await lab(['analyze', bundle, '--out', out, '--json', '--exit-code']);
  expect([analysed.status, keeping.status]).toEqual([1, 1]);
  expect(JSON.parse(analysed.stdout).verdict).toEqual(JSON.parse(keeping.stdout).verdict);
  expect(await readdir(out)).toContain('findings.json');
  expect(await lab(['analyze', bundle, '--out', out])).toMatchObject({ status: 2 });
});

describe('report', () => {
  test('answers a bug of the kernel, and lint passes it', async () => {
    const options = ['--kernel-bug', '208827', '--kernel-bug-user', '201763', '--mbox'];
    const { stdout, status } = await lab(['report', run, ...options, '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).files).toContain('report.mbox');
    for (const name of ['report.eml', 'report.mbox']) {
      expect(await readFile(join(run, name), 'utf8')).toContain(
        '\nIn-Reply-To: <bug-208827-201763@https.bugzilla.kernel.org/>\n',
      );
      expect(await lab(['lint', join(run, name)])).toMatchObject({ status: 0 });
    }
    expect(await lab(['report', run])).toMatchObject({ status: 0 });
    expect(await readdir(run)).not.toContain('report.mbox');
  });

  test.each([
    [['--in-reply-to', '<a@b>\nBcc: <c@d>'], 'is not a Message-ID'],
    [['--in-reply-to', '<a@b>', '--references', '<a@b>\u001b[2J'], 'no header field may'],
    [['--in-reply-to', '<a@b>', '--subject-of', 'x\ry'], 'not one line of text'],
    [['--kernel-bug', '0', '--kernel-bug-user', '1'], 'a number from 1'],
    [['--kernel-bug', '1'], 'belong together'],
  ])('%j is refused', async (options, message) => {
    const { status, stderr } = await lab(['report', run, ...options]);
    expect(stderr).toContain('E_USAGE: ');
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});

describe('send', () => {
  const words = ['--from', 'Jo Doe <jo@example.org>', '--to', 'app@example.org'];

  test('without a terminal shows all and sends nothing', async () => {
    const { status, stdout, stderr } = await lab(['send', run, ...words, '--program', '/bin/false']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^From: Jo Doe <jo@example\.org>\nTo: app@example\.org\nSubject: io_uring: /);
    expect(stderr).toMatch(/to 1 recipients by \/bin\/false:\n {2}app@example\.org\n.*nothing was sent/);
    expect(await readdir(run)).not.toContain('sent.json');
  });

  test('with --yes sends once', async () => {
    const program = join(place, 'sendmail');
    await writeFile(program, `#!/bin/sh\ncat >>${place}/sent-mail\n`);
    await chmod(program, 0o755);
    expect(await lab(['send', run, ...words, '--program', program, '--yes'])).toMatchObject({ status: 0 });
    const again = await lab(['send', run, ...words, '--program', program, '--yes']);
    expect(again.stderr).toContain('E_SENT: it was sent at ');
    expect(again.status).toBe(2);
    expect((await readFile(join(place, 'sent-mail'), 'utf8')).match(/^Message-ID/gm)).toHaveLength(1);
  });

  test.each([
    ['nobody to send to', ['--from', 'jo@example.org'], 'E_USAGE: nobody is named'],
    ['two ways', [...words, '--git', '--program', 'x'], 'E_USAGE: --smtp, --git and --program'],
    [
      'a password in the address',
      [...words, '--smtp', 'smtp://a:b@c'],
      'E_USAGE: the address of the mail server holds a password',
    ],
    [
      'the kernel asked for a fault that is not its own',
      [...words, '--tree', '/'],
      "E_USAGE: the fault is not the kernel's",
    ],
  ])('is refused with %s', async (_, options, message) => {
    const { status, stderr } = await lab(['send', join(run, 'report.eml'), ...options]);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});

describe('bugzilla', () => {
  const SECRET = 's3cret-key-0123456789';

  test('shows its requests without the key, and without a server that keeps anything', async () => {
    const targets: string[] = [];
    const server = createServer((request, response) => {
      targets.push(`${request.method} ${request.url}`);
      const answer = request.url?.includes('/comment')
        ? { bugs: { 7: { comments: [] } } }
        : request.url?.includes('/attachment')
          ? { bugs: { 7: [] } }
          : request.url?.includes('/parameters')
            ? { parameters: {} }
            : { bugs: [{ id: 7 }] };
      response.end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const { status, stdout, stderr } = await labWith({ URINGLAB_BUGZILLA_KEY: SECRET }, [
        'bugzilla',
        'attach',
        '--bug',
        '7',
        '--server',
        url,
        '--dry-run',
        run,
      ]);
      expect(stderr).not.toContain('E_');
      expect(status).toBe(0);
      expect(stdout).toContain(`POST ${url}/rest/bug/7/attachment`);
      expect(stdout).toContain('nothing was sent (--dry-run)');
      expect(`${stdout}${stderr}${targets.join()}`).not.toContain(SECRET);
      expect(targets.every((target) => target.startsWith('GET '))).toBe(true);
      expect(await readdir(run)).not.toContain('bugzilla.json');
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test('takes no key from a file that others may read', async () => {
    await mkdir(join(place, 'config/uringlab'), { recursive: true });
    const path = join(place, 'config/uringlab/bugzilla.json');
    await writeFile(path, JSON.stringify({ server: 'https://bugzilla.example.org', key: SECRET }), {
      mode: 0o644,
    });
    const { status, stderr } = await labWith({}, ['bugzilla', 'check']);
    expect(stderr).toContain(`chmod 600 ${path}`);
    expect(stderr).not.toContain(SECRET);
    expect(status).toBe(2);
  });

  test.each([
    ['no server', ['attach', '--bug', '7'], 'E_USAGE: no server is named'],
    [
      'http to elsewhere',
      ['attach', '--bug', '7', '--server', 'http://bugzilla.example.org'],
      'E_USAGE: http://bugzilla.example.org is not',
    ],
    [
      'no key',
      ['attach', '--bug', '7', '--server', 'https://bugzilla.example.org'],
      'E_BUGZILLA_KEY: there is no API key',
    ],
    [
      'no bug',
      ['attach', '--server', 'https://bugzilla.example.org'],
      "E_USAGE: required option '--bug <n>'",
    ],
  ])('is refused with %s', async (_, words, message) => {
    const { status, stderr } = await labWith({ XDG_CONFIG_HOME: '/nowhere' }, ['bugzilla', ...words, run]);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
