import { textTemplate } from '../templates.ts';
import type { Parameters, Reproducible } from './parameters.ts';

const render = textTemplate('repro-fstest.sh.hbs');

interface Subject {
  what: string;
  /** Whether a kernel keeps its promise when the read is short. */
  legal: boolean;
  /** Whether 227c0c9673d8 mends it. */
  mended: boolean;
}

const SUBJECTS: Readonly<Partial<Record<Reproducible, Subject>>> = {
  'nowait-partly-cached': {
    what: 'RWF_NOWAIT reads whose first pages alone are cached',
    legal: true,
    mended: false,
  },
  'end-of-file': { what: 'a read across the end of a file', legal: true, mended: false },
  'partly-cached': { what: 'reads whose first pages alone are cached', legal: false, mended: true },
  'readahead-race': { what: 'cold reads that wait for their readahead', legal: false, mended: true },
};

/** Bytes of the file that the program makes. */
function fileBytes({ subject, blocks, reads, length, offset, tail }: Parameters): number {
  if (subject === 'end-of-file') return offset + tail;
  return (subject === 'readahead-race' ? blocks : reads) * length;
}

/**
 * A test for fstests that runs the program on a fresh scratch file system, where that is enough to bring the trigger about: a file that
 * cannot be read to its end takes a device that fails, and what an application does wrong is no test of a kernel, so that these have none: null.
 */
export function renderFstest(parameters: Parameters): string | null {
  const subject = SUBJECTS[parameters.subject];
  if (subject === undefined) return null;
  // As much again: metadata, a log, and what a file system keeps back.
  const kibibytes = Math.ceil((2 * fileBytes(parameters)) / 1024);
  return render({
    ...subject,
    origin: parameters.origin,
    quick: parameters.subject !== 'readahead-race',
    kibibytes,
  });
}
