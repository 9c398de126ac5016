import type { Scenario } from '../scenario.ts';
import { SCENARIOS } from './catalogue.ts';

/** A class of fault as the field knows it. */
export interface BugClass {
  name: string;
  /** How it shows, from the application's side. */
  shows: string;
  /** Where it is known from in public. */
  references: readonly string[];
  /** Names of the scenarios that make it; none where the lab cannot make it. */
  scenarios: readonly string[];
}

const KNOWN: readonly BugClass[] = [
  {
    name: 'unhandled short read',
    shows: "the tail of the buffer is poison or a previous read's data; page cache and disk are right",
    references: ['kernel bugzilla 208827', 'Samba bug 14361', 'RocksDB #6441'],
    scenarios: ['nowait-page-boundary', 'seed-job-nowait'],
  },
  {
    name: 'async read that ends short by itself',
    shows: 'the same without any flag of the request, now and then or always, on kernels 5.5 to 5.8',
    references: ['kernel bugzilla 208827', 'linux 227c0c9673d8', 'linux ff6165b2d7f6'],
    scenarios: ['readahead-race', 'cached-first-page', 'cold-random'],
  },
  {
    name: 'rest asked for at a wrong offset',
    shows: 'behind the count of a short read lies valid data of another offset of the same file',
    references: ['QEMU, "io_uring: fix short read slow path" (sqeq.off = nread)'],
    scenarios: ['retry-at-wrong-offset'],
  },
  {
    name: 'end of file taken for an error',
    shows: 'offset + result is the size of the file: the short read is legal',
    references: ['liburing #52', 'liburing #175', 'qdrant #8466', 'RocksDB #10368'],
    scenarios: ['eof-tail'],
  },
  {
    name: 'error hidden by partial progress',
    shows: 'short now, and the errno on the next read of the rest',
    references: ['linux io_uring/rw.c, io_fixup_rw_res()'],
    scenarios: ['eio-behind-good-pages'],
  },
  {
    name: 'page cache not invalidated',
    shows: 'a buffered read brings an older write than a direct one',
    references: ['linux mm/filemap.c: "Page cache invalidation failure on direct I/O"'],
    scenarios: ['stale-page-cache'],
  },
  {
    name: 'lost write',
    shows: 'whole blocks on the disk are of an older generation',
    references: ['Bairavasundaram et al., FAST 2008'],
    scenarios: ['lost-write'],
  },
  {
    name: 'torn write',
    shows: 'a block on the disk is of two generations',
    references: ['Bairavasundaram et al., FAST 2008'],
    scenarios: ['torn-write'],
  },
  {
    name: 'misdirected write',
    shows: 'a block on the disk is data of another offset, whose own place holds what was there before',
    references: ['Bairavasundaram et al., FAST 2008'],
    scenarios: ['misdirected-write'],
  },
  {
    name: "another file's data",
    shows: 'a block on the disk is data of another file, which has it as well',
    references: ['Bairavasundaram et al., FAST 2008'],
    scenarios: ['foreign-data'],
  },
  {
    name: 'file changed under the reads',
    shows: 'short at an end that is not the expected one, or zeroes where the file has a hole now',
    references: ['RocksDB #10368', 'qdrant #8466'],
    scenarios: ['truncated-under-read', 'hole-punched-under-read'],
  },
  {
    name: 'unhandled short write',
    shows: 'the file is shorter, or has a hole, where the application thinks that it wrote',
    references: ['linux io_uring/rw.c, io_uring_short_write', 'Samba bug 14361'],
    scenarios: ['write-over-file-size-limit', 'write-into-full-filesystem'],
  },
  {
    name: 'buffer reused or changed in flight',
    shows: 'two requests in flight on overlapping memory, and the bytes of one in the buffer of the other',
    references: ['linux 968f19c5b1b7'],
    scenarios: ['buffer-reused-in-flight'],
  },
  {
    name: 'iovec lifetime at async punt',
    shows: 'data lands in another buffer, or the request ends with -EFAULT',
    references: ['linux f67676d160c6', 'liburing #175'],
    scenarios: [],
  },
  {
    name: 'provided or fixed buffers mixed up',
    shows: 'two completions share a buffer, or an error at one exact offset',
    references: ['liburing #605', 'liburing #994', 'linux 178b8ff66ff8'],
    scenarios: [],
  },
  {
    name: 'broken link chain',
    shows: '-ECANCELED after a result that is full',
    references: ['linux bf68b5b34311', 'linux 4d9cb92ca41d'],
    scenarios: [],
  },
  {
    name: 'lost or stale completion',
    shows:
      'completions that overflowed, user_data that nobody submitted, results larger than what was asked for',
    references: ['liburing #705', 'liburing #969', 'RocksDB #8894', 'RocksDB #14158'],
    scenarios: [],
  },
  {
    name: 'durability lost',
    shows: 'an older generation after a power cut, although the write was synchronous',
    references: ['linux 8184620ae212', 'fstests generic/703'],
    scenarios: [],
  },
  {
    name: 'false alarm of the checking tool',
    shows: 'all bytes are right, and something says that they are not',
    references: ['fio #1067', 'fio #1215', 'fio #1526', 'fio #2118'],
    scenarios: ['clean-mixed-load'],
  },
];

/** What no class names yet is a class of its own. */
function classOf({ name, title, references }: Scenario): BugClass {
  return { name: title, shows: `what \`uringlab scenarios ${name}\` says`, references, scenarios: [name] };
}

/** The field's table of bug classes, each scenario of the catalogue in one of them. */
export function listBugClasses(): BugClass[] {
  const named = new Set(KNOWN.flatMap(({ scenarios }) => scenarios));
  return [...KNOWN, ...SCENARIOS.filter(({ name }) => !named.has(name)).map(classOf)];
}
