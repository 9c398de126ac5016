import type { BufferData, Container } from '../container/container.ts';
import type { DiagnosticLog } from '../diagnostics.ts';
import { isPageSize, type PageLayout } from '../ring/page-layout.ts';
import type { ByteSource } from '../source/byte-source.ts';
import { findChunks } from './find-chunks.ts';
import { findPages } from './find-pages.ts';

function nameRecovered(buffers: readonly BufferData[]): string {
  if (!buffers.some(({ name }) => name === '')) return '';
  let number = 1;
  while (buffers.some(({ name }) => name === `recovered-${number}`)) number++;
  return `recovered-${number}`;
}

/** Adds the buffers to the container whose BUFFER options were lost, as far as their pages can be told from other bytes. */
export function recoverBuffers(
  source: ByteSource,
  container: Container,
  layout: PageLayout,
  log: DiagnosticLog,
): void {
  const { littleEndian } = container;
  const pageSize = [layout.pageSize, container.pageSize].find(isPageSize);
  for (const { start, end, compressed } of container.unlisted) {
    if (pageSize === undefined) return;
    const find = compressed ? findChunks : findPages;
    const cpus = find(source, start, Math.min(end, source.size), { layout, pageSize, littleEndian });
    if (cpus.length === 0) continue;
    const name = nameRecovered(container.buffers);
    container.buffers.push({ name, clock: '', pageSize, compressed, cpus });
    const message =
      `nothing says which pages belong to which CPU; ${cpus.length} CPUs were told apart by their times and ` +
      'numbered in the order of the file';
    log.add('pages-recovered', message, { offset: start, instance: name });
  }
}
