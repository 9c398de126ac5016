import { decodeLatin1 } from '../bytes/latin1.ts';

/** Kernel symbols in address order. */
export interface SymbolTable {
  /** The symbol at or below an address; nothing below the first and nothing from the last one on, which has no end. */
  find(address: bigint): { readonly name: string; readonly offset: bigint } | undefined;
}

/**
 * Parses `/proc/kallsyms`. Absolute symbols and mapping symbols (`$x`) are no code and are left out; a table whose
 * addresses are all zero (kptr_restrict) finds nothing.
 */
export function parseKallsyms(bytes: Uint8Array): SymbolTable {
  const found: { address: bigint; name: string }[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    const match = /^([0-9a-f]{1,16}) ([^aA]) ([^\t$][^\t]*)/i.exec(
      decodeLatin1(bytes, start, Math.min(end, start + 1024)),
    );
    if (match !== null) found.push({ address: BigInt(`0x${match[1]}`), name: match[3] ?? '' });
    start = end + 1;
  }
  found.sort((left, right) => (left.address < right.address ? -1 : left.address > right.address ? 1 : 0));
  const addresses = BigUint64Array.from(found, (symbol) => symbol.address);
  const last = addresses[addresses.length - 1] ?? 0n;

  function find(address: bigint): { name: string; offset: bigint } | undefined {
    if (address >= last) return undefined;
    let low = 0;
    let high = addresses.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((addresses[middle] ?? 0n) <= address) low = middle + 1;
      else high = middle;
    }
    let index = low - 1;
    while (index > 0 && addresses[index - 1] === addresses[index]) index--;
    const symbol = found[index];
    return symbol && { name: symbol.name, offset: address - symbol.address };
  }

  return { find };
}
