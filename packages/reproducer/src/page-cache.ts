import type { Peer } from '@uringlab/schema';
import type { Arrangement, ScenarioFile } from './scenario.ts';
import type { Testbed } from './testbed/testbed.ts';

/** Brings the page cache of every file into the state the scenario names. */
export async function setCacheState(
  bed: Testbed,
  files: readonly ScenarioFile[],
  { touch, randomAdvice, keepCache = false }: Arrangement,
): Promise<void> {
  for (const [index, file] of files.entries()) {
    const offsets = touch.offsets[index] ?? [];
    await bed.calls.prepareCache(bed.pathOf(file.name), {
      drop: !keepCache,
      random: randomAdvice,
      touch: { offset: offsets.map(BigInt), length: touch.bytes },
    });
  }
}

/** The residency of whole files, one byte a page (mincore(2)); empty for an empty file. */
export async function readResidency(bed: Testbed, files: readonly ScenarioFile[]): Promise<Uint8Array[]> {
  return await Promise.all(files.map((file) => bed.calls.residency(bed.pathOf(file.name), 0n, file.bytes)));
}

/** `U...` for the pages of a range. */
export function formatResidency(
  resident: Uint8Array,
  offset: number,
  length: number,
  pageBytes: number,
): string {
  const first = Math.floor(offset / pageBytes);
  const end = Math.ceil((offset + length) / pageBytes);
  return Array.from(resident.subarray(first, end), (page) => (page & 1 ? 'U' : '.')).join('');
}

/** The scenario's reads again, by a system call that is not io_uring's; `null` where the scenario has no such peer. */
export async function askPeer(
  bed: Testbed,
  files: readonly ScenarioFile[],
  arrangement: Arrangement,
): Promise<Peer | null> {
  const { peer, reads } = arrangement;
  if (peer === null) return null;
  const counts = new Map<number, number>();
  const tried = Math.min(peer.reads, reads.offset.length);
  for (let index = 0; index < tried; index++) {
    const file = files[reads.file[index] ?? 0];
    if (file === undefined) throw new RangeError(`read ${index} names no file`);
    const { result } = await bed.calls.look(
      bed.pathOf(file.name),
      BigInt(reads.offset[index] ?? 0),
      reads.length[index] ?? 0,
      {
        direct: false,
        nowait: true,
      },
    );
    counts.set(result, (counts.get(result) ?? 0) + 1);
  }
  return { call: peer.call, tried, results: [...counts].map(([result, count]) => ({ result, count })) };
}
