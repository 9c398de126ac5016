import type { Mismatch } from '@uringlab/schema';

/** `UUUU............`: resident up to the count that came back, and not behind it. */
export function stopsAtResidency({ residentBefore = '', result }: Mismatch, pageBytes: number): boolean {
  const pages = Math.ceil(result / pageBytes);
  return pages > 0 && residentBefore.slice(0, pages) === 'U'.repeat(pages) && residentBefore[pages] === '.';
}
