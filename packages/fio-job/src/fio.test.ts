import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { canonicalName, isFlag } from './option-names.ts';
import { readSections } from './read-sections.ts';
import { askFio, HAS_FIO } from './testing/fio.ts';
import { VARIABLES, writeJob } from './testing/fixtures.ts';
import { parseSize } from './values.ts';

/** Names that a listing of fio's begins its lines with. */
function namesIn(listing: string): string[] {
  return [...listing.matchAll(/^([a-z][\w-]*)\s*:/gm)].map(([, name]) => name as string);
}

const SIZES = [
  '4k',
  '4K',
  '4kB',
  '4ki',
  '4KiB',
  '2mi',
  '2MiB',
  '1m',
  '1g',
  '1gb',
  '0x1000',
  '10',
  '010',
  '4b',
  '1t',
  '1p',
  '512',
];

if (!HAS_FIO) console.warn('skipped: how the installed fio reads options needs fio (apt-get install fio)');

describe.skipIf(!HAS_FIO)('as the installed fio has it', () => {
  test.each([['--cmdhelp=all'], ['--enghelp=io_uring']])('every option of %s is known', (question) => {
    const names = namesIn(askFio(question));
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => canonicalName(name) === undefined)).toEqual([]);
  });

  test.each([
    ['bs', 'blocksize', false],
    ['bsrange', 'blocksize_range', false],
    ['rw', 'readwrite', false],
    ['stonewall', 'wait_for_previous', true],
    ['runtime', 'timeout', false],
    ['nrfiles', 'nr_files', false],
    ['norandommap', undefined, true],
    ['group_reporting', undefined, true],
    ['direct', undefined, false],
  ])('%s: its other name, and whether it may stand alone', (name, other, flag) => {
    const help = askFio(`--cmdhelp=${name}`);
    expect(/alias: (\w+)/.exec(help)?.[1]).toBe(other);
    expect(help.includes('type: empty or boolean')).toBe(flag);
    expect(canonicalName(other ?? name)).toBe(name);
    expect(isFlag(name)).toBe(flag);
  });

  test.each(SIZES)('%s', (size) => {
    const said = askFio('--parse-only', '--debug=parse', '--name=x', `--io_size=${size}`);
    const [, bytes] = /__handle_option=io_size.*\n.*ret=0, out=(\d+)/.exec(said) ?? [];
    expect(String(parseSize(size, 1024))).toBe(bytes);
  });

  test('sections, globals, comments, includes and sums', () => {
    const job = writeJob(
      [
        '[global]',
        'bs=4k # a comment',
        '  size = 1m ;another',
        'include more.inc',
        '[one]',
        'rw=randread',
        'iodepth=1+$pagesize/2*3-1',
        '[global]',
        'loops=2',
        '[two]',
        'rw=write',
        'include more.inc',
      ].join('\n'),
    );
    writeFileSync(join(dirname(job), 'more.inc'), 'numjobs=3\n');
    // fio tells a job's options one behind the other, those of [global] before them.
    const told = askFio('--showcmd', job).match(/--\S+=\s?\S+/g) ?? [];
    const ours = readSections(job, VARIABLES).flatMap(({ name, options }) => [
      ...options.map(({ name: option, value }) => `--${option}=${value}`),
      `--name=${name}`,
    ]);
    const plain = (words: readonly string[]): string[] =>
      words.map((word) => word.replace(/=\s+/, '=')).sort();
    expect(plain(told)).toEqual(plain(ours));
  });
});
