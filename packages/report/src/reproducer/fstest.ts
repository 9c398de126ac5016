import { textTemplate } from '../templates.ts';
import type { Parameters, ReproducibleTrigger } from './parameters.ts';

const render = textTemplate('repro-fstest.sh.hbs');

interface Subject {
  what: string;
  /** Whether a kernel keeps its promise when the read is short. */
  legal: boolean;
  /** Whether 227c0c9673d8 mends it. */
  mended: boolean;
}

const SUBJECTS: Readonly<Partial<Record<ReproducibleTrigger, Subject>>> = {
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
function fileBytes({ trigger, blocks, reads, length, offset, tail }: Parameters): number {
  if (trigger === 'end-of-file') return offset + tail;
  return (trigger === 'readahead-race' ? blocks : reads) * length;
}

/**
 * A test for fstests that runs the program on a fresh scratch file system, where that is enough to bring the trigger about: a file that
 * cannot be read to its end takes a device that fails, so that it has none: null.
 */
export function renderFstest(parameters: Parameters): string | null {
  const subject = SUBJECTS[parameters.trigger];
  if (subject === undefined) return null;
  // As much again: metadata, a log, and what a file system keeps back.
  const kibibytes = Math.ceil((2 * fileBytes(parameters)) / 1024);
  return render({
    ...subject,
    origin: parameters.origin,
    quick: parameters.trigger !== 'readahead-race',
    kibibytes,
  });
}
