import { Duplex } from 'node:stream';

/**
 * The same stream, which does not tell its end. When QEMU goes, its streams close before it is known why; whoever waits for an answer is
 * to be told the reason, and not that a stream is over.
 */
export function endlessStream(stream: Duplex): Duplex {
  const endless = new Duplex({
    read: () => void stream.resume(),
    write: (chunk: Buffer, _encoding, done) => {
      if (stream.write(chunk)) done();
      else stream.once('drain', () => done());
    },
  });
  stream.on('data', (chunk: Buffer) => {
    if (!endless.push(chunk)) stream.pause();
  });
  return endless;
}
