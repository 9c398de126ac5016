import type { Findings } from '@uringlab/schema';
import { wrap } from './wrap.ts';

const SOURCE = {
  trace: 'Trace',
  ring: 'Ring',
  look: 'Look',
  peer: 'Peer',
  dmesg: 'Kernel log',
  residency: 'Residency',
  strace: 'Strace',
  console: 'Console',
} as const;

/** Whose lines are shown as they are. */
const LOGS: ReadonlySet<keyof typeof SOURCE> = new Set(['dmesg', 'console']);

/** `Ring` for `ring`: the source of a piece of evidence as people read it. */
export function evidenceSource(source: keyof typeof SOURCE): string {
  return SOURCE[source];
}

/** A sentence of evidence; rows of ops.arrow are called what they are everywhere else. */
export function evidenceSentence(text: string): string {
  return text.replace(/\brow (?=\d)/g, 'request ');
}

/**
 * What the verdict rests on besides the trace excerpt: sentences wrapped, lines of the kernel log and of consoles
 * as they are. Null when there is nothing.
 */
export function evidenceText(findings: Findings): string | null {
  const { evidence } = findings.verdict;
  const lines = evidence
    .filter((item) => item.source !== 'trace' && !LOGS.has(item.source))
    .flatMap((item) => wrap(evidenceSentence(item.text), `${SOURCE[item.source]}: `, '  '));
  for (const source of LOGS) {
    const log = evidence.filter((item) => item.source === source).map((item) => item.text);
    // A console without time stamps could be taken for the sender's own words.
    const mark = source === 'console' ? '> ' : '';
    if (log.length > 0) lines.push(`${SOURCE[source]}:`, ...log.map((text) => `${mark}${text}`));
  }
  return lines.length === 0 ? null : lines.join('\n');
}
