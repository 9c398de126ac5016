import type { DiagnosticLog } from '../diagnostics.ts';
import { unreadable } from '../trace-error.ts';
import type { ByteSource } from './byte-source.ts';
import type { Storage } from './storage.ts';

/** Compressed inside compressed inside compressed: nobody does more by intention. */
const DEEPEST = 3;

type Unpack = (source: ByteSource) => Promise<Iterable<Uint8Array>>;

const WRAPPERS: readonly {
  readonly magic: readonly number[];
  readonly name: string;
  readonly unpack: Unpack;
}[] = [
  {
    magic: [0x1f, 0x8b],
    name: 'gzip',
    unpack: async (source) => (await import('./zlib.ts')).readGzip(source),
  },
  {
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    name: 'zstd',
    unpack: async (source) => (await import('./zstd.ts')).openZstdStream(source),
  },
];

/** The pieces as far as they can be decompressed; `onEnd` is told why they end early. Errors of who takes them pass through. */
function* untilDamage(
  pieces: Iterable<Uint8Array>,
  onEnd: (cause: unknown) => void,
): Generator<Uint8Array, void, undefined> {
  const iterator = pieces[Symbol.iterator]();
  for (;;) {
    let next: IteratorResult<Uint8Array>;
    try {
      next = iterator.next();
    } catch (cause) {
      onEnd(cause);
      return;
    }
    if (next.done) return;
    yield next.value;
  }
}

/** Takes gzip and zstd off the input, by its first bytes, as often as it is wrapped. What is damaged is read as far as it goes. */
export async function unwrap(source: ByteSource, storage: Storage, log: DiagnosticLog): Promise<ByteSource> {
  let inner = source;
  for (let depth = 0; ; depth++) {
    const head = inner.read(0, 4);
    const wrapper = WRAPPERS.find(({ magic }) => magic.every((byte, index) => head[index] === byte));
    if (wrapper === undefined) return inner;
    if (depth === DEEPEST) {
      throw unreadable(`the input is compressed more than ${DEEPEST} times`, 'decompress it first');
    }
    const { name, unpack } = wrapper;
    const outer = inner;
    inner = await storage.store(
      untilDamage(await unpack(outer), () => {
        const message = `the ${name} data end early or are damaged; what could be decompressed is read`;
        log.add('input-truncated', message, { offset: outer.size });
      }),
    );
    if (inner.size === 0) {
      throw unreadable(`nothing of the ${name} data can be decompressed`, `test it: ${name} -t FILE`);
    }
  }
}
