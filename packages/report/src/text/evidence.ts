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
} as const;

/** `Ring` for `ring`: the source of a piece of evidence as people read it. */
export function evidenceSource(source: keyof typeof SOURCE): string {
  return SOURCE[source];
}

/** A sentence of evidence; rows of ops.arrow are called what they are everywhere else. */
export function evidenceSentence(text: string): string {
  return text.replace(/\brow (?=\d)/g, 'request ');
}

/**
 * What the verdict rests on besides the trace excerpt: sentences wrapped, lines of the kernel log as they
 * are. Null when there is nothing.
 */
export function evidenceText(findings: Findings): string | null {
  const { evidence } = findings.verdict;
  const log = evidence.filter((item) => item.source === 'dmesg').map((item) => item.text);
  const lines = evidence
    .filter((item) => item.source !== 'trace' && item.source !== 'dmesg')
    .flatMap((item) => wrap(evidenceSentence(item.text), `${SOURCE[item.source]}: `, '  '));
  if (log.length > 0) lines.push(`${SOURCE.dmesg}:`, ...log);
  return lines.length === 0 ? null : lines.join('\n');
}
