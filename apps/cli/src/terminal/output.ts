/** Standard output takes no more: its reader has gone, or it cannot be written, which has been said then. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

/** Writes to standard output; settled when the bytes may be used again. Throws OutputClosed. */
export function writeOutput(bytes: Uint8Array | string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (cause) => {
      if (cause) reject(new OutputClosed('standard output is closed', { cause }));
      else resolve();
    });
  });
}
