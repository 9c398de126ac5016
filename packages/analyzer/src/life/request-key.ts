/** A request whose life is to be rebuilt: what is known of it before the trace is read. */
export interface RequestKey {
  /** Row of ops.arrow; null when the request is known from the trace alone. */
  row: number | null;
  /** The file's name, or what the trace calls it. */
  file: string;
  /** `major:minor` and inode number as the trace has them; null when not known. */
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
}

/** The attempt number sits in bits 32 to 39 of the lab's user_data; without it, all attempts are one request. */
const ATTEMPT_BITS = 0xffn << 32n;

export function isSameRequest(userData: bigint, key: RequestKey): boolean {
  return key.userData !== null && (userData & ~ATTEMPT_BITS) === (key.userData & ~ATTEMPT_BITS);
}
