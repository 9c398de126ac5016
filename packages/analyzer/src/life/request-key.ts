import { parseUserData } from '@uringlab/schema';

/** A request whose life is to be rebuilt: what is known of it before the trace is read. */
export interface RequestKey {
  /** Row of ops.arrow; null when the request is known from the trace alone. */
  row: number | null;
  /** The file's name, or what the trace calls it. */
  file: string;
  /** `major:minor` (st_dev) and inode number as the trace has them; null when not known. */
  device: string | null;
  inode: number | null;
  offset: number;
  length: number;
  /** The first completion; null when the trace does not show one. */
  result: number | null;
  /** user_data of the first submission; null when no ring event names the request. */
  userData: bigint | null;
  /** Trace time of the submission and of the first completion. */
  fromNs: bigint;
  toNs: bigint;
  /** Where the application asked for what lies behind `position`; where the read had stopped, without it. */
  rest?: { position: number; offset: number };
}

/** The file offset of what lies behind the first `got` bytes, as the application asked for it. */
export function placeOfRest({ offset, rest }: RequestKey, got: number): number {
  return rest === undefined || got < rest.position ? offset + got : rest.offset + got - rest.position;
}

/** The lab's user_data name row and attempt, and all attempts are one request; anybody else's are only equal or not. */
export function isSameRequest(userData: bigint, key: RequestKey): boolean {
  if (key.userData === null) return false;
  if (userData === key.userData) return true;
  const own = parseUserData(key.userData);
  return own !== undefined && parseUserData(userData)?.row === own.row;
}

/** 0 for the first submission, n for the nth that asks for the rest; 0 for requests that are not the lab's. */
export function attemptOf(userData: bigint): number {
  return parseUserData(userData)?.attempt ?? 0;
}
