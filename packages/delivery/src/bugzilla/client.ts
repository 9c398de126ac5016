import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '@uringlab/schema';
import { z } from 'zod';
import { BugzillaFailure } from './failure.ts';

export interface Server {
  /** Where Bugzilla is, without `/rest`. */
  url: URL;
  /** API key; null for what anybody may read. */
  key: string | null;
}

export interface ClientOptions {
  signal: AbortSignal;
  /** Told of each request that would write, in place of sending it; undefined to send. */
  onDryRun?: (text: string) => void;
}

const ErrorSchema = z.object({ error: z.literal(true), code: z.coerce.number(), message: z.string() });

/** Seconds for an answer; an attachment of a megabyte on a slow line has to fit. */
const TIMEOUT_MS = 120_000;
/** Reads are tried again; writes never, since what became of them is not known. */
const READ_TRIES = 3;
/** Most bytes of an answer: an attachment in base64, with room. */
const ANSWER_BYTES = 512 * 1024 * 1024;

/** The REST interface of Bugzilla 5.0 and later. The key goes in the JSON body of writes and in a header of reads: never in a URL. */
export class BugzillaClient {
  readonly #server: Server;
  readonly #options: ClientOptions;

  constructor(server: Server, options: ClientOptions) {
    this.#server = server;
    this.#options = options;
  }

  get isDryRun(): boolean {
    return this.#options.onDryRun !== undefined;
  }

  /** Throws E_NETWORK, E_BUGZILLA, E_BUGZILLA_KEY. */
  async read<T>(path: string, query: Readonly<Record<string, string>>, schema: z.ZodType<T>): Promise<T> {
    const url = this.#urlOf(path);
    for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
    for (let tries = 1; ; tries++) {
      try {
        return await this.#send('GET', url, undefined, schema);
      } catch (error) {
        if (!(error instanceof LabError && error.code === 'E_NETWORK') || tries === READ_TRIES) throw error;
        await delay(200 * 4 ** (tries - 1), undefined, { signal: this.#options.signal });
      }
    }
  }

  /** Sends once; undefined in a dry run. Throws E_BUGZILLA_KEY without a key. */
  async write<T>(
    path: string,
    body: Readonly<Record<string, unknown>>,
    schema: z.ZodType<T>,
  ): Promise<T | undefined> {
    const url = this.#urlOf(path);
    const { onDryRun } = this.#options;
    if (onDryRun !== undefined) {
      onDryRun(`POST ${url.href}\n${JSON.stringify(shorten(body), null, 2)}`);
      return undefined;
    }
    return this.#send('POST', url, { ...body, api_key: this.requireKey() }, schema);
  }

  requireKey(): string {
    if (this.#server.key !== null) return this.#server.key;
    throw new LabError('E_BUGZILLA_KEY', 'there is no API key', {
      hint: 'set URINGLAB_BUGZILLA_KEY, or write it into the config file: `uringlab bugzilla check` names it',
    });
  }

  #urlOf(path: string): URL {
    const base = this.#server.url.href.replace(/\/+$/, '');
    return new URL(`${base}/rest/${path}`);
  }

  async #send<T>(
    method: 'GET' | 'POST',
    url: URL,
    body: object | undefined,
    schema: z.ZodType<T>,
  ): Promise<T> {
    const what = `${method} ${url.pathname}`;
    const { key } = this.#server;
    let status: number;
    let text: string;
    try {
      const response = await fetch(url, {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          // 5.0 and 5.2 do not know it, and take a read for anybody's.
          ...(method === 'GET' && key !== null ? { 'x-bugzilla-api-key': key } : {}),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // A redirect would send the key to somebody else.
        redirect: 'error',
        signal: AbortSignal.any([this.#options.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      status = response.status;
      if (Number(response.headers.get('content-length') ?? 0) > ANSWER_BYTES)
        throw new Error('the answer is too large');
      text = await response.text();
    } catch (cause) {
      this.#options.signal.throwIfAborted();
      throw unreachable(what, url, cause);
    }
    return this.#understand(what, status, text, schema);
  }

  #understand<T>(what: string, status: number, text: string, schema: z.ZodType<T>): T {
    let answer: unknown;
    try {
      answer = JSON.parse(text);
    } catch (cause) {
      const kind = /^\s*</.test(text) ? 'HTML' : 'no JSON';
      throw new LabError('E_BUGZILLA', `${what}: the server answered ${status} with ${kind}`, {
        hint: 'see whether --server is where Bugzilla itself is, and not a proxy or a page before it',
        cause,
      });
    }
    const failure = ErrorSchema.safeParse(answer);
    if (failure.success) throw new BugzillaFailure(what, failure.data.code, this.#mask(failure.data.message));
    const parsed = schema.safeParse(answer);
    if (status < 400 && parsed.success) return parsed.data;
    throw new LabError(
      'E_BUGZILLA',
      `${what}: the server answered ${status} with something else than Bugzilla does`,
      {
        hint: 'see whether --server is a Bugzilla of 5.0 or later',
      },
    );
  }

  /** Servers repeat what they were sent. */
  #mask(text: string): string {
    const { key } = this.#server;
    return key === null || key === '' ? text : text.replaceAll(key, '(key)');
  }
}

function unreachable(what: string, url: URL, cause: unknown): LabError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : undefined;
  const why = inner ?? (cause instanceof Error ? cause.message : String(cause));
  return new LabError('E_NETWORK', `${what}: no answer from ${url.host}: ${why}`, {
    hint: 'give the same command again: what was done is kept, and nothing is done twice',
  });
}

/** A request as it is shown: data are long, and their sum says more. */
function shorten(body: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) =>
      name === 'data' && typeof value === 'string'
        ? [name, `(${value.length} characters of base64)`]
        : [name, value],
    ),
  );
}
