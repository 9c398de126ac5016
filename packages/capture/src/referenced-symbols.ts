import { open } from 'node:fs/promises';
import { KernelSymbols } from './kernel-symbols.ts';

/** A multiple of every sub-buffer size there is short of it, so that no word of a page is cut. */
const READ_BYTES = 1 << 20;

/**
 * The part of /proc/kallsyms that the raw pages in these files refer to; nothing when the kernel hides its addresses;
 * the whole where a part cannot be told (a 32-bit kernel).
 */
export async function selectReferencedSymbols(
  kallsyms: Buffer,
  longBytes: number,
  pages: readonly string[],
): Promise<Buffer> {
  const symbols = longBytes === 8 ? KernelSymbols.parse(kallsyms) : undefined;
  if (symbols === undefined) return hasAddresses(kallsyms) ? kallsyms : Buffer.alloc(0);
  const words = new Uint32Array(READ_BYTES / 4);
  for (const page of pages) {
    const file = await open(page, 'r');
    try {
      for (let position = 0; ; ) {
        const { bytesRead } = await file.read(words, 0, words.byteLength, position);
        if (bytesRead === 0) break;
        symbols.markReferenced(words.subarray(0, bytesRead >> 2));
        position += bytesRead;
      }
    } finally {
      await file.close();
    }
  }
  return symbols.format();
}

/** kptr_restrict makes every address zero. */
function hasAddresses(kallsyms: Buffer): boolean {
  return /^0*[1-9a-f]/m.test(kallsyms.toString('latin1'));
}
