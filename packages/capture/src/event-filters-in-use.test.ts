import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseUserData } from '@uringlab/schema';
import { runProgram } from '@uringlab/undo';
import { execute, PLAN_KIND } from '@uringlab/uring-native';
import { describe, expect, test } from 'vitest';
import { isInstalled, root, useMachine } from '../test/machine.ts';
import { EVENT_SETS } from './index.ts';

const machine = useMachine();

const switchFile = '/proc/sys/kernel/io_uring_disabled';
const uringDisabled = existsSync(switchFile) && readFileSync(switchFile, 'latin1').trim() === '2';
if (uringDisabled) console.warn('capture: tests with rings are skipped, kernel.io_uring_disabled is 2');

describe.skipIf(!root || uringDisabled)('io_uring', () => {
  const sqeAsync = 16;

  /** Reads four blocks of a file through the lab's own executor. */
  async function readThroughRing(options: { sqpoll: boolean; async: boolean }): Promise<void> {
    const path = join(machine.base, 'ring-data');
    await writeFile(path, Buffer.alloc(65536, 7));
    const count = 4;
    await execute({
      runId: 1n,
      ring: {
        depth: 4,
        batch: 4,
        sqpoll: options.sqpoll,
        sqpollIdleMs: 10,
        registeredFiles: false,
        registeredBuffers: false,
      },
      files: [{ path, direct: false, write: false, id: 1 }],
      ops: {
        kind: new Uint8Array(count).fill(PLAN_KIND.read),
        file: new Uint16Array(count),
        offset: BigInt64Array.from({ length: count }, (_, index) => BigInt(index * 4096)),
        length: new Uint32Array(count).fill(4096),
        rwFlags: new Uint32Array(count),
        sqeFlags: new Uint8Array(count).fill(options.async ? sqeAsync : 0),
        generation: new Uint32Array(count),
      },
      consumer: 'strict',
      verify: false,
      poison: false,
      firstRow: 0,
      fileBytes: [65536n],
      keepMismatches: 0,
    });
  }

  test.each([
    ['the thread that submits', { sqpoll: false, async: false }, /./],
    ['io-wq workers', { sqpoll: false, async: true }, /^iou-wrk-\d+$/],
    ['the SQPOLL thread', { sqpoll: true, async: false }, /^iou-sqp-\d+$/],
  ])('events of %s pass the filter by process, and have a name', async (_, options, comm) => {
    const running = await machine.start({
      events: [...EVENT_SETS.io_uring, 'filemap:mm_filemap_get_pages'],
      pids: [process.pid],
    });
    await readThroughRing(options);
    const summary = await running.stop();
    expect(summary.missing).toEqual([]);
    const events = await machine.readEvents();
    const own = events.filter((event) => parseUserData(BigInt(event.field('user_data') ?? 0)) !== undefined);
    expect(own.filter((event) => event.name === 'io_uring_submit_req')).toHaveLength(4);
    expect(own.filter((event) => event.name === 'io_uring_complete')).toHaveLength(4);
    const reads = events.filter((event) => event.name === 'mm_filemap_get_pages' && comm.test(event.comm));
    expect(reads.length).toBeGreaterThanOrEqual(4);
    expect(own.filter((event) => event.comm === '<...>')).toEqual([]);
  });

  test.skipIf(!isInstalled('fio'))('events of other processes do not', async () => {
    const fio = [
      '--name=foreign',
      `--filename=${join(machine.base, 'fio')}`,
      '--size=64k',
      '--rw=read',
      '--ioengine=io_uring',
    ];
    const all = await machine.start({ events: ['io_uring:io_uring_submit_req'] });
    await runProgram('fio', fio);
    await all.stop();
    expect((await machine.readEvents()).some((event) => event.comm === 'fio')).toBe(true);

    const own = await machine.start({ events: ['io_uring:io_uring_submit_req'], pids: [process.pid] });
    await runProgram('fio', fio);
    await own.stop();
    expect((await machine.readEvents()).filter((event) => event.comm === 'fio')).toEqual([]);
  });
});
