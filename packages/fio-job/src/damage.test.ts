import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '@uringlab/schema';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJobFile } from './read-job-file.ts';
import { requestsOf } from './requests.ts';
import { FIXTURES, VARIABLES, writeJob } from './testing/fixtures.ts';

/** A variable that is not set. */
const UNSET = ['$', '{NOT_SET}'].join('');

const TEXTS = readdirSync(FIXTURES)
  .filter((name) => name.endsWith('.fio'))
  .map((name) => readFileSync(join(FIXTURES, name), 'utf8'));

/** Jobs, or an error that names the line. */
function read(text: string | Uint8Array): string {
  try {
    const jobs = readJobFile(writeJob(text), VARIABLES);
    return jobs.map(({ name }) => name).join(' ');
  } catch (error) {
    if (error instanceof LabError && error.code === 'E_FIO_JOB')
      return error.message.replace(/^.*job\.fio/, 'job.fio');
    throw error;
  }
}

describe('what makes no sense is refused with its line', () => {
  test.each([
    ['bs=4k\n[x]', 'job.fio:1: bs=4k stands outside of any section'],
    ['[x\nsize=1m', 'job.fio:1: [x is no section'],
    ['', 'job.fio:1: there is no job in it'],
    ['[global]\nbs=4k', 'job.fio:1: there is no job in it'],
    ['[x]\nblok=4k', "job.fio:2: blok is no option of fio's"],
    ['[x]\nsize', 'job.fio:2: size has no value'],
    [`[x]\nsize=${UNSET}`, `job.fio:2: size=${UNSET} has no value`],
    ['[x]\nrw=read', 'job.fio:1: x has no size'],
    ['[x]\nsize=1.5m', 'job.fio:2: size=1.5m: 1.5m is no size'],
    ['[x]\nsize=10%', 'job.fio:2: size=10%: there is no file yet that it could be a part of'],
    ['[x]\nsize=1m\niodepth=0', 'job.fio:3: iodepth=0 is not from 1 to 4096'],
    ['[x]\nsize=1m\ndirect=yes', 'job.fio:3: direct=yes is neither 0 nor 1'],
    [
      '[x]\nsize=1m\nrw=trim',
      'job.fio:3: rw=trim: the lab does read, write, rw, readwrite, randread, randwrite, randrw',
    ],
    [
      '[x]\nsize=1m\nrw=constructor',
      'job.fio:3: rw=constructor: the lab does read, write, rw, readwrite, randread, randwrite, randrw',
    ],
    ['[x]\nsize=1m\nioengine=mmap', 'job.fio:3: ioengine=mmap: the lab has io_uring alone'],
    [
      '[x]\nsize=1m\nfilename=/dev/sda',
      'job.fio:3: filename=/dev/sda: the lab writes to no device that is there already',
    ],
    ['[x]\nsize=1m\nfilename=..', 'job.fio:3: filename=..: ".." is no name for a file of the lab'],
    ['[x]\nsize=1m\nexec_prerun=reboot', 'job.fio:3: exec_prerun=reboot: the lab does not do this'],
    ['[x]\nsize=1m\nbssplit=4k/70:8k/70', 'job.fio:3: bssplit=4k/70:8k/70: the shares are 140 per cent'],
    ['[x]\nsize=1m\nbsrange=8k-4k', 'job.fio:3: bsrange=8k-4k: 8k-4k is no range'],
    ['[x]\ninclude nowhere.inc', expect.stringMatching(/^job\.fio:2: include: ENOENT/)],
    ['[x]\ninclude job.fio', expect.stringMatching(/is no section|has no sections/)],
    ['[x]\0', expect.stringContaining('is no text')],
  ])('%j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test('options that are off are no reason', () => {
    expect(read('[x]\nsize=1m\nfsync=0\ntrim_percentage=0')).toBe('x');
  });

  test('blocks that are no whole sectors', () => {
    const [job] = readJobFile(writeJob('[x]\nsize=1m\nbs=1000'), VARIABLES);
    if (job === undefined) throw new Error('no job');
    expect(() => requestsOf(job, 0, 1)).toThrowError('has blocks of 1000 bytes');
  });
});

test('damaged files are read or refused, whatever was done to them', () => {
  const damaged = fc.record({
    text: fc.constantFrom(...TEXTS),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    drop: fc.nat(20),
    put: fc.oneof(
      fc.string(),
      fc.constantFrom(
        '%',
        '=',
        '[',
        ']',
        '${',
        '$pagesize',
        ',',
        ':',
        '/',
        '-',
        '\n',
        '99999999999999999999',
        'bs=',
      ),
    ),
  });
  fc.assert(
    fc.property(damaged, ({ text, at, drop, put }) => {
      const place = Math.floor(at * text.length);
      read(text.slice(0, place) + put + text.slice(place + drop));
    }),
    { numRuns: 400 },
  );
});
