import { LabError, type Omissions } from '@uringlab/schema';
import type { Arrangement, ReadList, Scenario, ScenarioFile } from './scenario.ts';

function requireSome<T>(left: T[], what: string): T[] {
  if (left.length === 0)
    throw new LabError('E_USAGE', `no ${what} of the scenario is left`, {
      hint: 'a run needs a file, a ring and a read at least',
    });
  return left;
}

/** Throws E_USAGE when no file stays. */
export function keepFiles(files: ScenarioFile[], { files: kept }: Omissions): ScenarioFile[] {
  return kept === undefined
    ? files
    : requireSome(
        files.filter(({ name }) => kept.includes(name)),
        'file',
      );
}

/** Throws E_USAGE when no ring stays. */
export function keepRings(
  rings: Scenario['rings'],
  { rings: kept, withoutRingFeatures = [] }: Omissions,
): Scenario['rings'] {
  const off = Object.fromEntries(withoutRingFeatures.map((feature) => [feature, false]));
  return requireSome(
    rings.filter(({ name }) => kept?.includes(name) !== false),
    'ring',
  ).map(({ name, ring }) => ({ name, ring: { ...ring, ...off } }));
}

/** IOSQE_IO_LINK and IOSQE_IO_HARDLINK, include/uapi/linux/io_uring.h. */
const LINKS = 4 | 8;

/** The flags of requests of which the last is linked to nothing any more. */
function endChain(flags: number[]): number[] {
  return flags.map((bits, index) => (index === flags.length - 1 ? bits & ~LINKS : bits));
}

/**
 * The arrangement with what stays of its reads and their flags. The cache is prepared as before: it is that of the whole file. A peer
 * that has the flags which are left out is another experiment, and is not asked. Throws E_USAGE when no read stays.
 */
export function keepReads(arrangement: Arrangement, without: Omissions): Arrangement {
  const { reads, peer, randomAdvice } = arrangement;
  const places = without.reads === undefined ? undefined : new Set(without.reads);
  const pick = <T>(column: T[]): T[] =>
    places === undefined ? column : column.filter((_, place) => places.has(place));
  const kept: ReadList = {
    file: pick(reads.file),
    offset: pick(reads.offset),
    length: pick(reads.length),
    ...(reads.write === undefined ? {} : { write: pick(reads.write) }),
    ...(reads.generation === undefined ? {} : { generation: pick(reads.generation) }),
    ...(reads.sqeFlags === undefined ? {} : { sqeFlags: endChain(pick(reads.sqeFlags)) }),
  };
  requireSome(kept.offset, 'read');
  return {
    ...arrangement,
    reads: kept,
    randomAdvice: randomAdvice && without.withoutAdvice !== true,
    ...(without.withoutRequestFlags === true ? { rwFlags: 0, requestFlags: [], peer: null } : { peer }),
  };
}
