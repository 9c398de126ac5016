import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BugzillaDouble, type DoubleOptions, type Flavour, KEY } from '../testing/bugzilla-double.ts';
import { LAB, withRun } from '../testing/recorded-run.ts';
import { checkServer } from './check.ts';
import { BugzillaClient } from './client.ts';
import { attachRun, type DeliveryRequest, fileRun, type NewBug } from './deliver.ts';

const FLAVOURS: Flavour[] = ['5.0', '5.2', 'harmony'];
const NEW_BUG: NewBug = {
  product: 'File System',
  component: 'XFS',
  version: '2.5',
  opSys: 'Linux',
  platform: 'All',
  cc: [],
};

interface Setting {
  double: BugzillaDouble;
  run: string;
  /** A request by a process of its own, as far as the state is concerned. */
  request(key?: string | null, onDryRun?: (text: string) => void): DeliveryRequest;
  client(key?: string | null): BugzillaClient;
}

async function withServer(options: DoubleOptions, use: (setting: Setting) => Promise<void>): Promise<void> {
  const double = await BugzillaDouble.start(options);
  const client = (key: string | null = KEY, onDryRun?: (text: string) => void) =>
    new BugzillaClient(
      { url: new URL(double.url), key },
      { signal: new AbortController().signal, ...(onDryRun === undefined ? {} : { onDryRun }) },
    );
  try {
    await withRun((run) =>
      use({
        double,
        run,
        client,
        request: (key, onDryRun) => ({
          directory: run,
          lab: LAB,
          server: double.url,
          client: client(key, onDryRun),
          onProgress: () => {},
        }),
      }),
    );
  } finally {
    // However it went, the key was in no line of an access log.
    expect(double.log.join('\n')).not.toContain(KEY);
    await double.close();
  }
}

const NAMES = [
  'report.txt',
  'repro.c',
  'repro.fio',
  'repro.sh',
  'report.html',
  'trace-excerpt.txt',
  'run.tar.zst',
  'manifest.json',
];

describe.each(FLAVOURS)('Bugzilla %s', (flavour) => {
  test('gets a run attached once, with a comment, however often it is asked', () =>
    withServer({ flavour }, async ({ double, request }) => {
      const bug = double.addBug();
      expect(await attachRun(request(), bug)).toEqual({ bug, attached: NAMES, commented: true });
      expect(await attachRun(request(), bug)).toEqual({ bug, attached: [], commented: false });
      expect(double.attachments.map(({ file_name }) => file_name)).toEqual(NAMES);
      expect(double.bugs[0]?.comments).toHaveLength(2);
    }));

  test('gets a bug filed once, whose first comment is the report', () =>
    withServer({ flavour }, async ({ double, request, run }) => {
      const first = await fileRun(request(), NEW_BUG);
      const second = await fileRun(request(), NEW_BUG);
      expect(second).toEqual({ ...first, attached: [] });
      const [bug, ...others] = double.bugs;
      expect(others).toEqual([]);
      expect(bug?.summary).toMatch(/^io_uring: short read/);
      expect(bug?.comments).toHaveLength(1);
      const [opening = ''] = (await readFile(join(run, 'report.txt'), 'utf8')).split('\n\n');
      expect(bug?.comments[0]?.text).toContain(opening);
      expect(double.attachments.map(({ file_name }) => file_name)).toEqual(NAMES);
    }));

  test('is checked without being changed', () =>
    withServer({ flavour, maxAttachmentKib: 2000 }, async ({ double, client }) => {
      const found = await checkServer(client(), true, 'jo@example.org');
      expect(found).toEqual({
        version: flavour === 'harmony' ? '5.9.1' : `${flavour}.4`,
        key: true,
        attachmentBytes: (flavour === 'harmony' ? 2000 : 1000) * 1024,
        isLimitKnown: flavour === 'harmony',
        kernelFields: [],
      });
      expect(await checkServer(client('wrong'), true, 'jo@example.org').catch((error) => error.code)).toEqual(
        flavour === 'harmony' ? expect.anything() : expect.objectContaining({ key: false }),
      );
      expect([double.bugs, double.attachments]).toEqual([[], []]);
    }));

  test.each([
    ['filing the bug', /^POST \/rest\/bug$/],
    ['the second attachment', /^POST \/rest\/bug\/\d+\/attachment$/],
  ])('a connection cut after %s leaves a state from which the same command goes on', (_, of) =>
    withServer({ flavour }, async ({ double, request }) => {
      double.faults.push({ of, cut: 'after' });
      await expect(fileRun(request(), NEW_BUG)).rejects.toMatchObject({ code: 'E_NETWORK' });
      const { bug } = await fileRun(request(), NEW_BUG);
      expect(double.bugs.map(({ id }) => id)).toEqual([bug]);
      expect(double.attachments.map(({ file_name }) => file_name).sort()).toEqual([...NAMES].sort());
    }),
  );
});

test('a cut comment is not made twice', () =>
  withServer({ flavour: '5.2' }, async ({ double, request }) => {
    const bug = double.addBug();
    double.faults.push({ of: /^POST \/rest\/bug\/\d+\/comment$/, cut: 'after' });
    await expect(attachRun(request(), bug)).rejects.toMatchObject({ code: 'E_NETWORK' });
    await attachRun(request(), bug);
    expect(double.bugs[0]?.comments).toHaveLength(2);
  }));

test('a read that is cut is tried again', () =>
  withServer({ flavour: '5.2' }, async ({ double, request }) => {
    const bug = double.addBug();
    double.faults.push({ of: /^GET \/rest\/bug\/\d+\/attachment/, cut: 'after' });
    expect((await attachRun(request(), bug)).attached).toEqual(NAMES);
  }));

test('what is larger than the limit goes in parts that cat makes whole', () =>
  withServer({ flavour: 'harmony', maxAttachmentKib: 10 }, async ({ double, request }) => {
    const bug = double.addBug();
    await attachRun(request(), bug);
    const parts = double.attachments.filter(({ file_name }) => file_name.startsWith('run.tar.zst.part'));
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map(({ file_name }) => file_name)).toEqual(parts.map(({ file_name }) => file_name).sort());
    const whole = Buffer.concat(parts.map(({ data }) => Buffer.from(data, 'base64')));
    expect(whole.subarray(0, 4).toString('hex')).toBe('28b52ffd');
    expect(parts[0]?.summary).toContain('cat run.tar.zst.part* > run.tar.zst');
  }));

test('an attachment that the server changed is found by reading it back', () =>
  withServer(
    {
      flavour: '5.2',
      mangle: (data) => Buffer.from(data.toString('latin1').replace(/\n/g, '\r\n'), 'latin1'),
    },
    async ({ double, request }) => {
      const bug = double.addBug();
      await expect(attachRun(request(), bug)).rejects.toMatchObject({
        code: 'E_BUGZILLA',
        message: expect.stringContaining('report.txt, is not what was sent'),
      });
    },
  ));

test("the kernel's tracker gets its own fields", () =>
  withServer({ flavour: '5.2', isKernels: true }, async ({ double, request }) => {
    await fileRun(request(), NEW_BUG);
    expect(double.bugs[0]?.fields).toMatchObject({
      cf_kernel_version: expect.stringMatching(/^6\.18/),
      cf_regression: 'No',
    });
  }));

test('a dry run shows every request that writes, and sends none', () =>
  withServer({ flavour: '5.2' }, async ({ double, request, run }) => {
    const bug = double.addBug();
    const shown: string[] = [];
    await attachRun(
      request(KEY, (text) => shown.push(text)),
      bug,
    );
    expect(shown.map((text) => text.split('\n')[0])).toEqual([
      `POST ${double.url}/rest/bug/${bug}/comment`,
      ...NAMES.map(() => `POST ${double.url}/rest/bug/${bug}/attachment`),
    ]);
    expect(shown.join('\n')).not.toContain(KEY);
    expect(double.log.every((line) => line.startsWith('GET '))).toBe(true);
    await expect(readFile(join(run, 'bugzilla.json'))).rejects.toThrow('ENOENT');
  }));

test('long lines and tabs of a comment are quoted, so that the server does not wrap them', () =>
  withServer({ flavour: '5.2' }, async ({ double, request }) => {
    const bug = double.addBug();
    await attachRun(request(), bug);
    const lines = (double.bugs[0]?.comments[1]?.text ?? '').split('\n');
    expect(
      lines.filter((line) => line.length > 80 || line.includes('\t')).every((line) => line.startsWith('> ')),
    ).toBe(true);
    expect(lines.some((line) => line.startsWith('> '))).toBe(true);
  }));

test('a report longer than a comment may be is cut, and says where the rest is', () =>
  withServer({ flavour: '5.2' }, async ({ double, request, run }) => {
    const bug = double.addBug();
    await writeFile(join(run, 'report.txt'), 'a line of it\n'.repeat(8000));
    await attachRun(request(), bug);
    const text = double.bugs[0]?.comments[1]?.text ?? '';
    expect(text.length).toBeLessThanOrEqual(65_535);
    expect(text).toContain('the rest is in the attachment report.txt');
    expect(text).toContain('uringlab run ');
  }));

describe('what a server refuses has a code and a hint', () => {
  const REFUSALS: [name: string, bug: Partial<NewBug>, code: string, number: string][] = [
    ['an unknown product', { product: 'Nothing' }, 'E_BUGZILLA', '(106)'],
    ['an unknown component', { component: 'Nothing' }, 'E_BUGZILLA', '(51)'],
    ['an unknown version', { version: '7' }, 'E_BUGZILLA', '(51)'],
    ['a field without a default', { opSys: undefined }, 'E_BUGZILLA', '(50)'],
    ['somebody without an account in the copies', { cc: ['nobody@example.org'] }, 'E_BUGZILLA', '(504)'],
  ];
  test.each(REFUSALS)('%s', (_, bug, code, number) =>
    withServer({ flavour: '5.2' }, async ({ double, request }) => {
      await expect(fileRun(request(), { ...NEW_BUG, ...bug })).rejects.toMatchObject({
        code,
        message: expect.stringContaining(number),
        hint: expect.any(String),
      });
      expect(double.bugs).toEqual([]);
      // Nothing was filed, and so nothing is looked for.
      expect((await fileRun(request(), NEW_BUG)).bug).toBe(100);
    }),
  );

  test('a bug that is not there', () =>
    withServer({ flavour: '5.2' }, async ({ request }) => {
      await expect(attachRun(request(), 7)).rejects.toMatchObject({
        code: 'E_BUGZILLA',
        message: expect.stringContaining('(101)'),
      });
    }));

  test('no key, before anything is asked', () =>
    withServer({ flavour: '5.2' }, async ({ double, request }) => {
      await expect(attachRun(request(null), 7)).rejects.toMatchObject({ code: 'E_BUGZILLA_KEY' });
      expect(double.log).toEqual([]);
    }));

  test('a wrong key, which is not repeated', () =>
    withServer({ flavour: '5.2' }, async ({ double, request }) => {
      const bug = double.addBug();
      const error = await attachRun(request('w0rng-key-w0rng'), bug).catch((failure) => failure);
      expect(error).toMatchObject({ code: 'E_BUGZILLA_KEY', message: expect.stringContaining('(306)') });
      expect(`${error.message} ${error.hint} ${error.stack} ${String(error.cause)}`).not.toContain('w0rng');
    }));

  const ANSWERS: [name: string, status: number, body: string, code: string][] = [
    ['HTML', 200, '<html><title>Maintenance</title></html>', 'E_BUGZILLA'],
    ['HTML with an error', 502, '<html>Bad Gateway</html>', 'E_BUGZILLA'],
    ['no JSON', 200, 'ok', 'E_BUGZILLA'],
    ['JSON that is something else', 200, '{"hello":1}', 'E_BUGZILLA'],
    ['an error with status 200', 200, '{"error":true,"code":101,"message":"no"}', 'E_BUGZILLA'],
    ['a code as text', 400, '{"error":true,"code":"306","message":"bad key"}', 'E_BUGZILLA_KEY'],
    ['an unknown code', 400, '{"error":true,"code":100500,"message":"some plugin"}', 'E_BUGZILLA'],
    ...[107, 113, 114, 300, 410, 601, 604, 606, 32000, 32614].map(
      (number): [string, number, string, string] => [
        `code ${number}`,
        number === 300 || number === 410 ? 401 : 400,
        `{"error":true,"code":${number},"message":"no"}`,
        number === 300 || number === 410 ? 'E_BUGZILLA_KEY' : 'E_BUGZILLA',
      ],
    ),
  ];
  test.each(ANSWERS)('%s in answer to a write', (_, status, body, code) =>
    withServer({ flavour: '5.2' }, async ({ double, request }) => {
      double.faults.push({ of: /^POST \/rest\/bug$/, answer: { status, body } });
      const error = await fileRun(request(), NEW_BUG).catch((failure) => failure);
      expect(error.code, error.message).toBe(code);
      expect(error.message).toMatch(/^POST \/rest\/bug: /);
    }),
  );

  test('no server at all', () =>
    withRun(async (run) => {
      const client = new BugzillaClient(
        { url: new URL('http://127.0.0.1:9'), key: KEY },
        { signal: new AbortController().signal },
      );
      const request = {
        directory: run,
        lab: LAB,
        server: 'http://127.0.0.1:9',
        client,
        onProgress: () => {},
      };
      await expect(attachRun(request, 1)).rejects.toMatchObject({ code: 'E_NETWORK' });
    }));
});
