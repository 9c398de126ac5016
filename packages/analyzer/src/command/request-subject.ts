import type { ShortFinding, StraceRequest } from '@uringlab/schema';
import type { RequestKey } from '../life/request-key.ts';
import type { TableRequest } from './tally-requests.ts';

/** A request whose life is to be looked for in the trace: `key` says whose, `ring` and `userData` which. */
export interface RequestSubject {
  key: Omit<RequestKey, 'userData'>;
  ring: bigint;
  userData: bigint;
}

/** Nanoseconds of 2^53 are a hundred days: what has been up for longer is off by a few, which no event is. */
function toNs(value: number | undefined): bigint {
  return BigInt(Math.trunc(value ?? 0));
}

export function fileOf({ file }: StraceRequest): string {
  return file?.path ?? (file?.inode === undefined ? 'a file' : `inode ${file.inode}`);
}

export function subjectOfShort({ request, offset, asked }: ShortFinding): RequestSubject {
  return {
    key: {
      row: null,
      file: fileOf(request),
      device: request.file?.dev ?? null,
      inode: request.file?.inode ?? null,
      offset,
      length: asked,
      result: request.result ?? null,
      fromNs: toNs(request.submitted_ns ?? request.completed_ns),
      toNs: toNs(request.completed_ns),
    },
    ring: BigInt(request.ring),
    userData: BigInt(request.user_data),
  };
}

export function subjectOfRow(failed: TableRequest): RequestSubject {
  return {
    key: {
      row: null,
      file: failed.path === '' ? `inode ${failed.inode}` : failed.path,
      device: null,
      inode: failed.inode,
      offset: Math.max(0, failed.offset),
      length: failed.length,
      result: failed.result,
      fromNs: failed.submittedNs,
      toNs: failed.completedNs,
    },
    ring: failed.ring,
    userData: failed.userData,
  };
}
