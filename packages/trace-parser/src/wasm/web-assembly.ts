import { WASM_BYTES } from './wasm-bytes.ts';

/** What is used of WebAssembly, which the library of the language does not describe without that of browsers. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (limits: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
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
  giveWindow(rank: number, address: number, size: number): void;
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
}

export interface WasmInstance {
  readonly functions: WasmFunctions;
  readonly buffer: ArrayBuffer;
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

/** An instance with `size` bytes of memory of its own, which never moves; undefined where none can be had. */
export function instantiateWasm(size: number): WasmInstance | undefined {
  const api = (globalThis as { WebAssembly?: WebAssemblyApi }).WebAssembly;
  if (api === undefined) return undefined;
  if (compiled === undefined) compiled = compile(api);
  if (compiled === null) return undefined;
  try {
    const pages = Math.ceil(size / PAGE);
    const memory = new api.Memory({ initial: pages, maximum: pages });
    const { exports } = new api.Instance(compiled, { env: { memory } });
    return { functions: exports as WasmFunctions, buffer: memory.buffer };
  } catch {
    // Address space is short: each memory reserves some gigabytes of it.
    return undefined;
  }
}
