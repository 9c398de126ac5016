import { classifyLines } from './line-kinds.ts';
import { field, parseMail } from './mail.ts';
import type { Broken, Check, LintFinding, LintInput } from './rule.ts';
import { lineOctets, onePart, plainBytes, size } from './rules/encoding.ts';
import { commits, facts, inlineFiles } from './rules/facts.ts';
import { honesty } from './rules/honesty.ts';
import { proseColumns, traceLines } from './rules/lines.ts';
import { opening } from './rules/opening.ts';
import { recipients } from './rules/recipients.ts';
import { regzbot } from './rules/regzbot.ts';
import { subject } from './rules/subject.ts';
import { threading } from './rules/threading.ts';
import { trailers } from './rules/trailers.ts';

const CHECKS: readonly Check[] = [
  onePart,
  plainBytes,
  size,
  lineOctets,
  proseColumns,
  subject,
  opening,
  facts,
  inlineFiles,
  commits,
  regzbot,
  recipients,
  trailers,
  threading,
  honesty,
  traceLines,
];

/** Findings of one rule that are listed; the rest of them is counted. */
const LISTED = 10;

function limit(broken: readonly Broken[]): Broken[] {
  const counts = new Map<number, number>();
  const kept = broken.filter(({ rule }) => {
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
    return (counts.get(rule) ?? 0) <= LISTED;
  });
  for (const [rule, count] of counts)
    if (count > LISTED) {
      const severity = broken.find((one) => one.rule === rule)?.severity ?? 'E';
      kept.push({ rule, severity, text: `${count - LISTED} more of these` });
    }
  return kept;
}

/**
 * What kernel mailing lists ask of a report (Documentation/admin-guide/reporting-issues.rst, process/email-clients.rst,
 * process/handling-regressions.rst): the rules that a mail breaks, by number. Empty for a mail that is ready.
 * Throws E_USAGE for what is no mail.
 */
export function lintMail(bytes: Uint8Array): LintFinding[] {
  const mail = parseMail(bytes);
  const subjectValue = field(mail, 'subject') ?? '';
  const input: LintInput = {
    mail,
    kinds: classifyLines(mail.lines),
    isRegression: /\[REGRESSION\]/i.test(subjectValue),
    isReply: /^\s*(?:re|aw):/i.test(subjectValue) || field(mail, 'in-reply-to') !== undefined,
  };
  const broken = CHECKS.flatMap((check) => limit([...check(input)]));
  return broken
    .map(({ rule, severity = 'E', index, text }) => ({
      rule,
      severity,
      line: index === undefined ? null : mail.firstLine + index,
      text,
    }))
    .sort((a, b) => a.rule - b.rule || (a.line ?? 0) - (b.line ?? 0));
}

/** A report that breaks a rule of the first kind is not ready to be sent. */
export function isReady(findings: readonly LintFinding[]): boolean {
  return findings.every(({ severity }) => severity !== 'E');
}
