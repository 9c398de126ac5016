/** Calls of an agent that serves; their bodies are described in native/agent/calls.hpp. */
export const CALL = {
  execute: 1,
  look: 2,
  prepareCache: 3,
  residency: 4,
  extents: 5,
  probe: 6,
  truncate: 7,
  readFile: 8,
  writeFile: 9,
  readDirectory: 10,
  makeDirectory: 11,
  removeDirectory: 12,
  removeFile: 13,
  mount: 14,
  unmount: 15,
  statfs: 16,
  stat: 17,
  sync: 18,
  recordTracePipe: 19,
  run: 20,
  kernelLog: 21,
  powerOff: 22,
  stop: 23,
} as const;

export type CallName = keyof typeof CALL;
