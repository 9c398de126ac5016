import { workerData } from 'node:worker_threads';
import { ChunkDecompressor } from '../pages/decompress-chunk.ts';
import { loadCodec } from '../source/codec.ts';
import {
  type AheadMemory,
  type AheadStream,
  busyMark,
  chunkAt,
  DAMAGED,
  ENDED,
  readyMark,
  waitForTurn,
} from './ahead-memory.ts';
import { FileSource } from './file-source.ts';

/* Runs on a thread of its own: decompresses what will be read next. The descriptor belongs to the thread that started it. */

/** What a thread that decompresses ahead is started with. */
export interface AheadWorkerData {
  readonly descriptor: number;
  readonly codec: string;
  readonly memory: AheadMemory;
}

/** The next chunk of a stream. */
interface NextChunk {
  readonly stream: AheadStream;
  readonly index: number;
  readonly number: number;
}

/** The chunk that will be needed first: of the stream with the fewest ahead; undefined while all have enough. */
function findNext({ streams, positions }: AheadMemory, done: Int32Array): NextChunk | undefined {
  let next: NextChunk | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, stream] of streams.entries()) {
    const position = Atomics.load(positions, index);
    const number = Math.max(position, done[index] as number);
    const ahead = number - position;
    if (number >= stream.count || ahead >= stream.slots || ahead >= least) continue;
    next = { stream, index, number };
    least = ahead;
  }
  return next;
}

function fillSlot({ stream, number }: NextChunk, memory: AheadMemory, decompressor: ChunkDecompressor): void {
  const { marks, lengths, contents } = memory;
  const place = number % stream.slots;
  const slot = stream.firstSlot + place;
  Atomics.store(marks, slot, busyMark(number));
  let mark = readyMark(number);
  try {
    const content = decompressor.decompress(chunkAt(stream, number));
    lengths[slot] = content?.length ?? DAMAGED;
    if (content !== undefined) contents.set(content, stream.start + place * stream.slotSize);
  } catch {
    // Whoever reads the chunk will meet the same error, and tell it.
    mark = 0;
  }
  Atomics.store(marks, slot, mark);
  Atomics.notify(marks, slot);
}

async function decompressAhead({ descriptor, codec: name, memory }: AheadWorkerData): Promise<void> {
  // With a `fetch` the decoder of zstd would use it to read its own module, and an HTTP client be loaded for that.
  Reflect.deleteProperty(globalThis, 'fetch');
  const codec = await loadCodec(name);
  if (codec === null) return;
  const decompressor = new ChunkDecompressor(new FileSource(descriptor), codec);
  const done = new Int32Array(memory.streams.length);
  for (;;) {
    const turn = Atomics.load(memory.turn, 0);
    if (turn === ENDED) return;
    const next = findNext(memory, done);
    if (next === undefined) waitForTurn(memory.turn, turn);
    else {
      fillSlot(next, memory, decompressor);
      done[next.index] = next.number + 1;
    }
  }
}

await decompressAhead(workerData as AheadWorkerData);
