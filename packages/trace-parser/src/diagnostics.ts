/** Every kind of damage the reader reports, with its severity. */
const SEVERITIES = {
  'input-truncated': 'error',
  'byte-order': 'warning',
  'metadata-truncated': 'error',
  'options-damaged': 'error',
  'options-missing': 'error',
  'option-ignored': 'info',
  'section-mismatch': 'error',
  'section-damaged': 'error',
  'time-unsynchronised': 'warning',
  'guest-separate': 'info',
  'buffers-missing': 'warning',
  'pages-recovered': 'warning',
  'chunk-list': 'error',
  'source-changed': 'error',
  'buffer-damaged': 'error',
  'cpu-duplicate': 'error',
  'cpu-outside-file': 'error',
  'chunk-damaged': 'error',
  'page-truncated': 'error',
  'page-header': 'error',
  'page-empty': 'error',
  'lost-count': 'warning',
  'header-short': 'error',
  'padding-inside': 'error',
  'padding-length': 'error',
  'time-short': 'error',
  'data-length': 'error',
  'event-overflow': 'error',
  'event-id-missing': 'error',
  'event-unknown': 'warning',
  'event-short': 'warning',
  'page-suspect': 'error',
  'data-location': 'warning',
  'time-backwards': 'warning',
  'time-jump': 'warning',
  'format-unreadable': 'warning',
  'format-duplicate': 'warning',
  'text-line-unrecognised': 'info',
  'text-line-cut': 'warning',
  'text-line-forgeable': 'info',
  'text-info-uncertain': 'info',
  'diagnostics-full': 'info',
} as const satisfies Record<string, Severity>;

export type Severity = 'info' | 'warning' | 'error';
export type DiagnosticCode = keyof typeof SEVERITIES;

/** One thing that was wrong, with the place of its first occurrence. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  /** Offset in the input, in bytes. */
  readonly offset: number;
  readonly instance: string;
  readonly cpu: number | null;
  /** Index of the page among the CPU's pages. */
  readonly page: number | null;
  /** How often it occurred here and on the pages right after. */
  count: number;
  bytesSkipped: number;
}

/** Where something was found. */
export interface DiagnosticPlace {
  offset: number;
  instance?: string;
  cpu?: number;
  page?: number;
  bytesSkipped?: number;
}

const LIMIT = 1000;

/** Collects diagnostics, coalescing what repeats on the same or the following page of one CPU; bounded. */
export class DiagnosticLog {
  readonly #list: Diagnostic[] = [];
  readonly #last = new Map<string, { entry: Diagnostic; page: number | null }>();
  #dropped = 0;

  add(code: DiagnosticCode, message: string, place: DiagnosticPlace): void {
    const instance = place.instance ?? '';
    const cpu = place.cpu ?? null;
    const page = place.page ?? null;
    const bytesSkipped = place.bytesSkipped ?? 0;
    const key = `${code} ${cpu} ${instance}`;
    const last = this.#last.get(key);
    const adjoins = last !== undefined && (page === null || page - (last.page ?? page) <= 1);
    if (last !== undefined && (adjoins || this.#list.length >= LIMIT)) {
      last.entry.count++;
      last.entry.bytesSkipped += bytesSkipped;
      last.page = page;
      return;
    }
    if (this.#list.length >= LIMIT) {
      this.#dropped++;
      return;
    }
    const severity = SEVERITIES[code];
    const entry = {
      code,
      severity,
      message,
      offset: place.offset,
      instance,
      cpu,
      page,
      count: 1,
      bytesSkipped,
    };
    this.#list.push(entry);
    this.#last.set(key, { entry, page });
  }

  list(): Diagnostic[] {
    const copies = this.#list.map((entry) => ({ ...entry }));
    if (this.#dropped > 0) {
      copies.push({
        code: 'diagnostics-full',
        severity: SEVERITIES['diagnostics-full'],
        message: `more than ${LIMIT} kinds of damage`,
        offset: 0,
        instance: '',
        cpu: null,
        page: null,
        count: this.#dropped,
        bytesSkipped: 0,
      });
    }
    return copies;
  }
}
