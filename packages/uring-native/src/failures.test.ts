import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { execute } from './execute.ts';
import { extents } from './extents.ts';
import { look } from './look.ts';
import { agentPath } from './native.ts';
import { prepareCache, residency } from './page-cache.ts';
import { encodePlan } from './plan-codec.ts';
import { decodeResult } from './result-codec.ts';
import { uringErrorOf } from './system-failure.ts';
import { makeDirectory, type Place, run } from './testing/places.ts';
import { blocks, planOf } from './testing/plans.ts';
import { TracePipeRecorder } from './trace-pipe-recorder.ts';

let place: Place;
const gone = '/nonexistent/file';
const noFile = {
  code: 'E_PATH',
  errno: 2,
  syscall: 'open',
  message: expect.stringContaining(gone) as string,
};

beforeAll(() => {
  place = makeDirectory();
});
afterAll(() => place.remove());

test('a path that does not exist is E_PATH everywhere', async () => {
  await expect(execute(planOf(gone, blocks(1)))).rejects.toMatchObject(noFile);
  await expect(look(gone, 0, 1, { direct: false })).rejects.toMatchObject(noFile);
  await expect(
    prepareCache(gone, { drop: true, random: false, touch: { offset: [], length: 0 } }),
  ).rejects.toMatchObject(noFile);
  expect(() => residency(gone, 0, 1)).toThrow(expect.objectContaining(noFile) as Error);
  expect(() => extents(gone)).toThrow(expect.objectContaining(noFile) as Error);
  const cpus = [{ cpu: 0, source: gone, target: join(place.directory, 'cpu0') }];
  await expect(new TracePipeRecorder().start({ cpus, subBufferBytes: 4096 })).rejects.toMatchObject(noFile);
});

const failures: [errno: number, syscall: string, code: string, hint: RegExp][] = [
  [1, 'io_uring_setup', 'E_URING_DISABLED', /io_uring_disabled/],
  [38, 'io_uring_setup', 'E_URING_MISSING', /5\.6/],
  [12, 'io_uring_setup', 'E_SYSTEM', /ulimit -l/],
  [12, 'io_uring_register', 'E_SYSTEM', /ulimit -l/],
  [28, 'open', 'E_NO_SPACE', /Free some space/],
  [22, 'open', 'E_PATH', /O_DIRECT/],
];

for (const [errno, syscall, code, hint] of failures) {
  test(`errno ${errno} of ${syscall} is ${code}, with a hint`, () => {
    const error = uringErrorOf({ errno, syscall, message: 'it failed' });
    expect(error).toMatchObject({ name: 'UringError', code, errno, syscall, message: 'it failed' });
    expect(error.hint).toMatch(hint);
  });
}

if (process.getuid?.() !== 0) console.warn('skipped: the limit of locked memory of another user needs root');

test.skipIf(process.getuid?.() !== 0)(
  'registered buffers beyond the limit of locked memory: ENOMEM with a hint (needs root, to become another user)',
  () => {
    const [plan, result] = [join(place.directory, 'plan'), join(place.directory, 'result')];
    const data = join(place.directory, 'data');
    cpSync(agentPath, join(place.directory, 'agent'));
    writeFileSync(data, '');
    writeFileSync(plan, encodePlan(planOf(data, blocks(1), { ring: { registeredBuffers: true } })));
    writeFileSync(result, '');
    spawnSync('chmod', ['-R', 'a+rwX', place.directory]);
    const user = ['--reuid', '65534', '--regid', '65534', '--clear-groups', '--'];
    const agent = [join(place.directory, 'agent'), plan, result];
    const { status } = spawnSync('setpriv', [...user, 'prlimit', '--memlock=4096:4096', ...agent]);
    expect(status).toBe(1);
    const bytes = spawnSync('cat', [result]).stdout;
    expect(() => decodeResult(bytes)).toThrow(
      expect.objectContaining({
        code: 'E_SYSTEM',
        errno: 12,
        hint: expect.stringContaining('ulimit'),
      }) as Error,
    );
  },
);

test('the addon missing: E_NATIVE_MISSING and the command that builds it', () => {
  const copy = join(place.directory, 'package');
  cpSync(new URL('../dist', import.meta.url), join(copy, 'dist'), { recursive: true });
  writeFileSync(join(copy, 'package.json'), '{"type":"module"}');
  const probe = `import { probe } from './dist/index.js';
    try { probe(); } catch ({ code, hint }) { console.log(JSON.stringify({ code, hint })); }`;
  const hintOf = (prologue: string) => {
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', prologue + probe], {
      cwd: copy,
      encoding: 'utf8',
    });
    const { code, hint } = JSON.parse(stdout);
    expect(code).toBe('E_NATIVE_MISSING');
    return hint;
  };
  expect(hintOf('')).toContain('apt-get install');
  expect(hintOf(`Object.defineProperty(process, 'arch', { value: 'arm64' });`)).toMatch(/x86-64 .* arm64/);
});

const tools: [missing: string, present: string[]][] = [
  ['make', ['sh']],
  ['g++', ['sh', 'make', 'cat', 'nproc', 'node']],
];

for (const [missing, present] of tools) {
  test(`a build without ${missing}: one sentence with the command that installs it`, () => {
    const path = join(place.directory, `without-${missing}`);
    mkdirSync(path);
    for (const tool of present) symlinkSync(run('which', tool).trim(), join(path, tool));
    const copy = join(place.directory, `package-without-${missing}`);
    cpSync(new URL('../native', import.meta.url), join(copy, 'native'), { recursive: true });
    symlinkSync(new URL('../node_modules', import.meta.url), join(copy, 'node_modules'));
    const { status, stderr } = spawnSync('/bin/sh', [join(copy, 'native/build.sh')], {
      cwd: place.directory,
      env: { PATH: path },
      encoding: 'utf8',
    });
    expect(status).not.toBe(0);
    const sentences = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('make: ***'));
    expect(sentences).toEqual([expect.stringContaining('apt-get install make g++ liburing-dev')]);
  });
}
