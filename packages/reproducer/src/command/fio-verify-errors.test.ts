import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lookAtVerifyErrors, parseVerifyErrors } from './fio-verify-errors.ts';

/** As fio 3.33 writes them, of a file written by fio and changed by dd. */
const SAID = `crc32c: verify failed at file /tmp/f j/vf offset 98304, length 16384 (requested block: offset=98304, length=16384, flags=8)
       Expected CRC: 5bf9f8b2
       Received CRC: 2139d053
       received data dumped as vf.98304.received
       expected data dumped as vf.98304.expected
fio: pid=12195, err=84/file:io_u.c:2190, func=io_u_queued_complete, error=Invalid or incomplete multibyte or wide character
verify: bad magic header 0, wanted acca at file /tmp/f j/vf offset 114688, length 0 (requested block: offset=114688, length=16384)
`;

test('the ranges, and the dumps of each', () => {
  expect(parseVerifyErrors(SAID)).toEqual([
    {
      line: SAID.split('\n')[0],
      file: '/tmp/f j/vf',
      offset: 98304,
      length: 16384,
      received: 'vf.98304.received',
      expected: 'vf.98304.expected',
    },
    { line: SAID.split('\n')[6], file: '/tmp/f j/vf', offset: 114688, length: 16384 },
  ]);
  expect(parseVerifyErrors('')).toEqual([]);
  expect(parseVerifyErrors(`${SAID}\n`.repeat(20))).toHaveLength(16);
});

test('a file that is gone is not looked at', async () => {
  expect(await lookAtVerifyErrors(SAID)).toMatchObject([
    { cacheIsDisk: null, receivedIsCache: null, expectedIsCache: null },
    { cacheIsDisk: null },
  ]);
});

const HAS_FIO = spawnSync('fio', ['--version']).status === 0;
if (!HAS_FIO) console.warn('skipped: what fio says of wrong data needs fio (apt-get install fio)');

describe.skipIf(!HAS_FIO)('the installed fio', () => {
  test('of a block that was changed behind its back', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'fio-verify-test-'));
    try {
      const file = join(directory, 'data');
      const job = [
        '--name=x',
        '--ioengine=psync',
        `--filename=${file}`,
        '--bs=16k',
        '--size=64k',
        '--verify=crc32c',
      ];
      execFileSync('fio', [...job, '--rw=write', '--do_verify=0', '--verify_state_save=0'], {
        cwd: directory,
      });
      writeSync(openSync(file, 'r+'), 'not this', 16384 + 1000);
      const { stderr } = spawnSync('fio', [...job, '--rw=read'], { cwd: directory, encoding: 'utf8' });
      const [error, ...others] = await lookAtVerifyErrors(stderr);
      expect(others).toEqual([]);
      expect(error).toMatchObject({
        file,
        offset: 16384,
        length: 16384,
        receivedIsCache: null,
        expectedIsCache: null,
      });
      expect(error?.cacheIsDisk).not.toBe(false);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
