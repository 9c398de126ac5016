import {
  describeLook,
  formatHex,
  formatResult,
  type Mismatch,
  type Run,
  type Verdict,
} from '@uringlab/schema';
import { type Cell, hexRows } from './hexdump.ts';
import { operationOf } from './operation.ts';
import { describeOrigin } from './origin.ts';
import { paragraph, wrap } from './wrap.ts';

/** Rows of a hexdump that a mail carries; the page shows the whole sample. */
const MAIL_ROWS = 4;

function dumpLine(address: string, side: string, row: readonly Cell[]): string {
  const hex = row.map((cell) => cell.hex).join(' ');
  const text = row.map((cell) => cell.character).join('');
  return `${address} ${side} ${hex.padEnd(47)} |${text}|`;
}

function dump(mismatch: Mismatch): string[] {
  const lines: string[] = [];
  let shown = 0;
  for (const row of hexRows(mismatch)) {
    if (row.kind === 'bytes' && shown === MAIL_ROWS) return [...lines, '....'];
    if (row.kind === 'bytes') {
      shown += 1;
      lines.push(dumpLine(row.address, 'expected', row.expected));
      lines.push(dumpLine(row.address, 'received', row.received));
    } else {
      lines.push(row.kind === 'equal' ? `${row.address} (${row.rows * 16} bytes equal)` : '*');
    }
  }
  return lines;
}

/** The looks at a mismatch, with the names readers know. */
export function lookRows(mismatch: Mismatch, run: Run): [name: string, found: string][] {
  const { ring, buffered, direct } = mismatch.looks;
  return [
    ['io_uring', operationOf(run).one === 'write' ? `${ring.result} bytes written` : describeLook(ring, run)],
    ['buffered pread', describeLook(buffered, run)],
    ['direct pread', direct === undefined ? 'not taken' : describeLook(direct, run)],
  ];
}

/** `4096 in 16 of 16`: how often each result of a peer call came back. */
export function describePeers(run: Run): string[] {
  return run.peers.map((peer) => {
    const results = peer.results.map(({ result, count }) => `${formatResult(result)} in ${count}`);
    const when = operationOf(run).one === 'write' ? 'afterwards' : 'in the same cache state';
    return `${peer.call}, tried ${peer.tried} times ${when}: ${results.join(', ')}.`;
  });
}

/** What the first byte that differs is called: a write has not come so far; behind the count of a legal short read nothing is wrong. */
export function nameDifference({ class: found }: Verdict): string {
  if (found === 'unhandled-short-write') return 'First byte not written';
  return found === 'legal-short-read' ? 'First byte behind the count' : 'First wrong byte';
}

/** Expected and received bytes of the first mismatch, where the stale ones come from, and the other looks. */
export function bytesText(run: Run, verdict: Verdict, mismatches: readonly Mismatch[]): string | null {
  const [mismatch] = mismatches;
  if (mismatch === undefined) return null;
  // Of a file that ends there is nothing to be set beside what was to be written.
  const rows = dump(mismatch);
  const page = Math.floor(mismatch.firstBad / run.environment.pageBytes);
  const origin = describeOrigin(mismatch, run);
  const name = run.files.find((file) => file.index === mismatch.file)?.name ?? `file ${mismatch.file}`;
  return [
    paragraph(
      `Request ${mismatch.row}, ${mismatch.length} bytes at ${formatHex(mismatch.offset)} of ${name}, returned ` +
        `${formatResult(mismatch.result)}. ${nameDifference(verdict)}: ${mismatch.firstBad}, page ${page} of the buffer. ` +
        `What is there instead: ${origin}.`,
    ),
    '',
    ...(rows.length === 0 ? [] : [...rows, '']),
    ...lookRows(mismatch, run).flatMap(([look, found]) => wrap(found, `${look}:`.padEnd(16), ' '.repeat(16))),
    ...describePeers(run).flatMap((line) => ['', paragraph(line)]),
  ].join('\n');
}
