import { decodeLatin1 } from '../bytes/latin1.ts';

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', '"': '"' };

/** `printk_formats`: lines of `0xADDRESS : "text"` (kernel/trace/trace_printk.c, t_show). */
export function parsePrintkFormats(bytes: Uint8Array): Map<bigint, string> {
  const texts = new Map<bigint, string>();
  for (const line of decodeLatin1(bytes).split('\n')) {
    const match = /^\s*0x([0-9a-f]{1,16}) : "(.*)"\s*$/i.exec(line);
    if (match === null) continue;
    const text = (match[2] ?? '').replace(/\\(.)/g, (all, letter: string) => ESCAPES[letter] ?? all);
    texts.set(BigInt(`0x${match[1]}`), text);
  }
  return texts;
}
