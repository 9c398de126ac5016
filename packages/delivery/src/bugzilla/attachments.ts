import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Findings, RUN_FILES, readFindings } from '@uringlab/schema';
import { packBundle } from '../bundle/pack.ts';

/** One attachment as it is to be. */
export interface PlannedAttachment {
  name: string;
  contentType: string;
  summary: string;
  bytes: Buffer;
  sha256: string;
}

const TEXT = 'text/plain';

/** Files of a run directory that are attached each by itself, where they are there. */
const FILES: readonly [name: string, contentType: string, summary: string][] = [
  [RUN_FILES.mailText, TEXT, 'report'],
  [RUN_FILES.reproducer, TEXT, 'reproducer, C with liburing; exits with 1 when it sees the fault'],
  [RUN_FILES.fioJob, TEXT, 'reproducer, a job of fio'],
  [RUN_FILES.fstest, TEXT, 'reproducer, a test for fstests around repro.c'],
  ['config.gz', 'application/gzip', 'kernel configuration'],
  [RUN_FILES.dmesg, TEXT, 'kernel log of the interval'],
  [RUN_FILES.html, 'text/html', 'report as a page: timeline, page map, latencies'],
];

export function plan(name: string, contentType: string, summary: string, bytes: Buffer): PlannedAttachment {
  return { name, contentType, summary, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** The trace lines of the first request, whole. */
export function traceExcerpt({ requests }: Findings): string {
  const lines = (requests[0]?.steps ?? []).flatMap(({ line }) => (line === null ? [] : [line]));
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** A file larger than the server's limit in parts: `cat NAME.part*` makes it whole. */
export function splitTo(limit: number, whole: PlannedAttachment): PlannedAttachment[] {
  const count = Math.ceil(whole.bytes.length / limit);
  if (count <= 1) return [whole];
  const digits = String(count).length;
  return Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(digits, '0');
    return plan(
      `${whole.name}.part${number}`,
      'application/octet-stream',
      `${whole.summary}, part ${index + 1} of ${count}; cat ${whole.name}.part* > ${whole.name}`,
      whole.bytes.subarray(index * limit, (index + 1) * limit),
    );
  });
}

async function bundleOf(directory: string, lab: { name: string; version: string }): Promise<Buffer> {
  const place = await mkdtemp(join(tmpdir(), 'uringlab-bundle-'));
  try {
    const path = join(place, 'run.tar.zst');
    await packBundle(directory, path, lab);
    return await readFile(path);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/**
 * Everything of a run that a bug gets, each at most `limit` bytes: what people read, the bundle that `uringlab analyze` reads, and
 * manifest.json with the sha256 of each.
 */
export async function planAttachments(
  directory: string,
  limit: number,
  lab: { name: string; version: string },
): Promise<PlannedAttachment[]> {
  const planned: PlannedAttachment[] = [];
  for (const [name, contentType, summary] of FILES) {
    const bytes = await readFile(join(directory, name)).catch(() => undefined);
    if (bytes !== undefined && bytes.length > 0)
      planned.push(...splitTo(limit, plan(name, contentType, summary, bytes)));
  }
  const excerpt = traceExcerpt(await readFindings(directory));
  if (excerpt !== '')
    planned.push(
      ...splitTo(
        limit,
        plan('trace-excerpt.txt', TEXT, 'kernel trace of the first failing request', Buffer.from(excerpt)),
      ),
    );
  const bundle = plan(
    'run.tar.zst',
    'application/zstd',
    'the whole run: `uringlab analyze run.tar.zst`',
    await bundleOf(directory, lab),
  );
  planned.push(...splitTo(limit, bundle));
  const manifest = {
    format: 'uringlab-attachments',
    version: 1,
    lab,
    files: planned.map(({ name, bytes, sha256 }) => ({ name, bytes: bytes.length, sha256 })),
  };
  planned.push(
    plan(
      'manifest.json',
      'application/json',
      'sha256 of what is attached',
      Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`),
    ),
  );
  return planned;
}
