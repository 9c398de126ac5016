import {
  type Artifact,
  type Findings,
  formatHex,
  formatNanoseconds,
  formatRate,
  formatResult,
  type Run,
  rate,
} from '@uringlab/schema';
import type { ReportInput } from '../report-input.ts';
import type { Reproducers } from '../reproducer/forms.ts';
import { htmlTemplate } from '../templates.ts';
import { describePeers, lookRows, nameDifference } from '../text/bytes.ts';
import { environmentRows } from '../text/environment.ts';
import { evidenceSentence, evidenceSource } from '../text/evidence.ts';
import { factRows } from '../text/facts.ts';
import { hexRows } from '../text/hexdump.ts';
import { describeOrigin } from '../text/origin.ts';
import { impact, opening } from '../text/summary.ts';
import { pageFrame } from './frame.ts';
import { makeLatencyPlot } from './latency.ts';
import { makePageMap } from './page-map.ts';
import { countResults, listAttempts } from './results.ts';
import { makeRunTimeline } from './run-timeline.ts';
import { makeTimeline } from './timeline.ts';

/** Requests besides the first that get a row. */
const OTHER_REQUESTS = 50;

/** What a page is made from, besides the run. */
export interface SharedInput extends Reproducers {
  findings: Findings;
  subject: string;
  recipients: string;
  artifacts: readonly Artifact[];
}

export type PageInput = ReportInput & SharedInput;

/** Fills the template of the page; `strict`, so that whatever it names has to be there. */
export const renderTemplate = htmlTemplate('report.html.hbs', [
  'timeline.html.hbs',
  'timeline-drawing.html.hbs',
  'run-timeline.html.hbs',
  'latency.html.hbs',
  'bytes.html.hbs',
  'head.html.hbs',
]);

function verdictState(fault: boolean | null): { word: string; state: string } {
  if (fault === null) return { word: 'no verdict', state: 'open' };
  return fault ? { word: 'fault', state: 'fault' } : { word: 'no fault', state: 'clean' };
}

function describeBytes({ run, findings, mismatches }: PageInput) {
  const [mismatch] = mismatches;
  if (mismatch === undefined) return null;
  return {
    request: mismatch.row,
    file: run.files.find((file) => file.index === mismatch.file)?.name ?? `file ${mismatch.file}`,
    offset: formatHex(mismatch.offset),
    length: mismatch.length,
    result: formatResult(mismatch.result),
    difference: nameDifference(findings.verdict),
    firstBad: mismatch.firstBad,
    page: Math.floor(mismatch.firstBad / run.environment.pageBytes),
    badBytes: mismatch.badBytes,
    origin: describeOrigin(mismatch, run),
    residentBefore: mismatch.residentBefore ?? null,
    rows: hexRows(mismatch).map((row) => ({
      bytes: null,
      ...row,
      equal: row.kind === 'equal' ? row.rows * 16 : null,
      repeat: row.kind === 'repeat' ? row.rows * 16 : null,
      isBytes: row.kind === 'bytes',
    })),
    looks: lookRows(mismatch, run).map(([name, found]) => ({ name, found })),
    others: mismatches.length - 1,
  };
}

function describePhases(run: Run) {
  return run.phases.map((phase) => ({
    name: phase.name,
    traced: phase.traced ? 'yes' : 'no',
    consumer: phase.consumer,
    ring: `depth ${phase.ring.depth}, batch ${phase.ring.batch}${phase.ring.sqpoll ? ', SQPOLL' : ''}`,
    short: formatRate(rate(phase.shortReads, phase.operations)),
    wrong: formatRate(rate(phase.mismatches, phase.operations)),
    errors: phase.errors,
    resubmissions: phase.resubmissions,
    overflows: phase.cqOverflows,
    elapsed: formatNanoseconds(phase.elapsedNs),
  }));
}

function describeOthers({ findings }: SharedInput) {
  const others = findings.requests.slice(1);
  if (others.length === 0) return null;
  return {
    rows: others.slice(0, OTHER_REQUESTS).map((request) => ({
      row: request.row ?? '',
      file: request.file,
      offset: formatHex(request.offset),
      length: request.length,
      result: request.result === null ? 'not known' : formatResult(request.result),
      attempts: request.attempts.map((attempt) => formatResult(attempt)).join(', '),
    })),
    left: Math.max(0, others.length - OTHER_REQUESTS),
  };
}

/** What pages of scenarios and of commands have in common. */
export function sharedParts(input: SharedInput) {
  const { findings } = input;
  const { verdict } = findings;
  const [request] = findings.requests;
  return {
    ...pageFrame(input.subject),
    verdict: { ...verdict, ...verdictState(verdict.fault) },
    timeline: makeTimeline(request),
    request:
      request === undefined
        ? null
        : {
            name: request.row === null ? 'Request' : `Request ${request.row}`,
            file: request.file,
            offset: formatHex(request.offset),
            length: request.length,
            result: request.result === null ? 'not known' : formatResult(request.result),
          },
    pageMap: makePageMap(request?.pageMap),
    attempts: listAttempts(findings),
    interpretation: findings.interpretation,
    evidence: verdict.evidence.map(({ source, text }) => {
      const verbatim = source === 'trace' || source === 'dmesg' || source === 'console';
      return { source: evidenceSource(source), text: verbatim ? text : evidenceSentence(text), verbatim };
    }),
    others: describeOthers(input),
    diagnostics: findings.diagnostics,
    reproducer: input.reproducer,
    exit: input.exit,
    fioJob: input.fioJob,
    fstest: input.fstest,
    artifacts: input.artifacts,
    recipients: input.recipients,
  };
}

/** One self-contained page: no network, no module, readable without JavaScript, everything escaped. */
export function renderPage(input: PageInput): string {
  const { run, findings, mismatches } = input;
  return renderTemplate({
    ...sharedParts(input),
    scenario: true,
    runs: null,
    run,
    name: run.scenario.name,
    opening: opening(run, findings),
    impact: impact(run, findings, mismatches),
    facts: factRows(run, findings).map(([label, value]) => ({ label, value })),
    bytes: describeBytes(input),
    peers: describePeers(run),
    results: countResults(input.ops),
    latency: makeLatencyPlot(input.ops),
    runTimeline: makeRunTimeline(input),
    phases: describePhases(run),
    wrongReads:
      findings.verdict.class === 'legal-short-read' ? 'other bytes behind the count' : 'wrong reads',
    environment: environmentRows(run, findings, input.dmesg).map(([label, value]) => ({ label, value })),
    noReproducer: 'There is no program that brings this about.',
  });
}
