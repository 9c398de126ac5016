/** Bytes of a block and of a page, and operations of a phase, in the runs that are made up for tests. */
export const LENGTH = 65536;
export const PAGE = 4096;
export const OPERATIONS = 64;
