import { WASM_BYTES } from './wasm-bytes.ts';

/** What is used of WebAssembly, which the library of the language does not describe without that of browsers. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (limits: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Table: new (limits: { initial: number; element: 'anyfunc' }) => WasmTable;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

interface WasmTable {
  set(index: number, value: unknown): void;
  grow(by: number, value: unknown): void;
}

/** Writes name and text of an event; returns the place after it. See assembly/lines.ts. */
export type EventFunction = (type: number, payload: number, size: number, at: number) => number;

/** What the module calls while it writes lines; see assembly/lines.ts and assembly/texts.ts. */
export interface LineCallbacks {
  fillTask(pid: number, slot: number): void;
  writeTask(pid: number, at: number): number;
  fillSymbol(high: number, low: number, kind: number, slot: number): void;
  writeSymbol(high: number, low: number, kind: number, at: number): number;
  writeLoss(rank: number, lost: number, at: number): number;
  writeEvent: EventFunction;
  learn(type: number, payload: number, size: number): void;
}

/** The functions of the module; see assembly/. Addresses are bytes of its memory. */
export interface WasmFunctions {
  measureStream(): number;
  openStreams(address: number, count: number, heap: number, origin: bigint): void;
  openStream(
    rank: number,
    pageSize: number,
    timestampOffset: number,
    commitOffset: number,
    longSize: number,
    dataOffset: number,
    shift: bigint,
  ): void;
  isWindowUsed(rank: number): number;
  giveWindow(rank: number, address: number, size: number, hasLastPage: number): void;
  countSkipped(): number;
  setTypes(byId: number, unknown: number, idOffset: number, pidOffset: number, asked: number): void;
  setRows(
    capacity: number,
    timestamps: number,
    pids: number,
    types: number,
    ranks: number,
    starts: number,
    sizes: number,
    lossRows: number,
    losses: number,
  ): void;
  setTables(types: number, places: number, groups: number, rows: number, starts: number, sizes: number): void;
  clearRows(): void;
  countRows(): number;
  countLosses(): number;
  walk(): number;
  groupRows(length: number, types: number, starts: number, sizes: number): number;
  decodeColumns(
    first: number,
    count: number,
    plans: number,
    planCount: number,
    column: number,
    limit: number,
  ): number;
  countRecords(rank: number, countsByType: number, count: number): number;
  setSymbols(address: number): void;
  setLines(
    streamTexts: number,
    tasks: number,
    seconds: number,
    writers: number,
    asCount: number,
    exactly: number,
  ): void;
  walkLines(limit: number): number;
  getPosition(): number;
  setPosition(at: number): void;
  getLineStart(): number;
  getLineTime(): bigint;
  getLineRank(): number;
  getLineType(): number;
  getLinePayload(): number;
  getLineSize(): number;
  findTask(pid: number): number;
  peekRecord(): number;
  peekedRank(): number;
  peekedType(): number;
  peekedPayload(): number;
  peekedSize(): number;
  skipRecord(): void;
  readonly writeOther: EventFunction;
}

export interface WasmInstance {
  readonly functions: WasmFunctions;
  readonly buffer: ArrayBuffer;
  /** Writers of events by their number. */
  readonly table: WasmTable;
  /** Links a module of `assembleWriter` to this instance; undefined where it cannot be had. */
  link(module: Uint8Array): EventFunction | undefined;
}

const PAGE = 65_536;

/** The compiled module; null where there is no WebAssembly, or it is not allowed (a page's Content-Security-Policy). */
let compiled: object | null | undefined;

function compile(api: WebAssemblyApi): object | null {
  try {
    return new api.Module(Uint8Array.from(atob(WASM_BYTES), (letter) => letter.charCodeAt(0)));
  } catch {
    return null;
  }
}

function refuse(): never {
  throw new TypeError('a batch has no lines');
}

const NO_LINES: LineCallbacks = {
  fillTask: refuse,
  writeTask: refuse,
  fillSymbol: refuse,
  writeSymbol: refuse,
  writeLoss: refuse,
  writeEvent: refuse,
  learn: refuse,
};

function createInstance(
  api: WebAssemblyApi,
  module: object,
  size: number,
  writers: number,
  createCallbacks: (buffer: ArrayBuffer) => LineCallbacks,
): WasmInstance {
  const pages = Math.ceil(size / PAGE);
  const memory = new api.Memory({ initial: pages, maximum: pages });
  const table = new api.Table({ initial: 1, element: 'anyfunc' });
  const callbacks = createCallbacks(memory.buffer);
  const { exports } = new api.Instance(module, {
    env: { memory, table },
    // Named as the files that declare them.
    lines: callbacks,
    texts: callbacks,
  });
  const functions = exports as WasmFunctions;
  table.grow(writers, functions.writeOther);
  const env = { ...functions, memory };
  return {
    functions,
    buffer: memory.buffer,
    table,
    link(bytes) {
      try {
        const linked = new api.Instance(new api.Module(bytes), { env });
        return (linked.exports as { write: EventFunction }).write;
      } catch (error) {
        // Memory for code is short.
        if (error instanceof RangeError) return undefined;
        throw error;
      }
    },
  };
}

/**
 * An instance with `size` bytes of memory of its own, which never moves, and after the first place of its table so many writers of events;
 * undefined where none can be had.
 */
export function instantiateWasm(
  size: number,
  writers = 0,
  createCallbacks: (buffer: ArrayBuffer) => LineCallbacks = () => NO_LINES,
): WasmInstance | undefined {
  const api = (globalThis as { WebAssembly?: WebAssemblyApi }).WebAssembly;
  if (api === undefined) return undefined;
  if (compiled === undefined) compiled = compile(api);
  if (compiled === null) return undefined;
  try {
    return createInstance(api, compiled, size, writers, createCallbacks);
  } catch (error) {
    // Address space is short: each memory reserves some gigabytes of it.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
