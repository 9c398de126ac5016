import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** 5.0 and 5.2 do not know the header of a key; harmony does. */
export type Flavour = '5.0' | '5.2' | 'harmony';

interface Attachment {
  id: number;
  bug: number;
  file_name: string;
  summary: string;
  content_type: string;
  size: number;
  data: string;
}

interface Bug {
  id: number;
  product: string;
  component: string;
  version: string;
  summary: string;
  fields: Record<string, unknown>;
  comments: { id: number; text: string }[];
}

/** What the double does to the next request of a path, in place of or after answering it. */
export interface Fault {
  /** `POST /rest/bug`, up to and without the numbers. */
  of: RegExp;
  /** Cut the connection after the request was carried out. */
  cut?: 'after';
  /** Answer this. */
  answer?: { status: number; body: string };
}

export interface DoubleOptions {
  flavour: Flavour;
  /** KiB; undefined is Bugzilla's default. */
  maxAttachmentKib?: number;
  /** The kernel tracker's fields. */
  isKernels?: boolean;
  /** Changes each attachment as it is stored. */
  mangle?: (data: Buffer) => Buffer;
}

class Refusal extends Error {
  readonly code: number;
  readonly status: number;

  constructor(code: number, status: number, message: string) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export const KEY = 'k3y-of-the-double-0123456789abcdef';
const PRODUCTS: Readonly<Record<string, string[]>> = { 'File System': ['XFS'], 'IO/Storage': ['io_uring'] };
const VERSIONS = ['2.5'];

/**
 * Bugzilla's REST interface as far as the notes on kernel reports measured it: which calls take which key, what is refused with which code
 * and status, and that attachments in bad base64 are taken and mangled.
 */
export class BugzillaDouble {
  readonly bugs: Bug[] = [];
  readonly attachments: Attachment[] = [];
  /** Method and target of every request, as an access log has it. */
  readonly log: string[] = [];
  readonly faults: Fault[] = [];
  readonly #options: DoubleOptions;
  readonly #server: Server;
  #comments = 1;

  private constructor(options: DoubleOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  static async start(options: DoubleOptions): Promise<BugzillaDouble> {
    const double = new BugzillaDouble(options);
    await new Promise<void>((resolve) => double.#server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  addBug(summary = 'a bug'): number {
    const bug = {
      id: 100 + this.bugs.length,
      product: 'File System',
      component: 'XFS',
      version: '2.5',
      summary,
      fields: {},
    };
    this.bugs.push({ ...bug, comments: [{ id: this.#comments++, text: 'first' }] });
    return bug.id;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://double');
    const line = `${request.method} ${url.pathname}${url.search}`;
    this.log.push(line);
    const text = (await buffer(request)).toString('utf8');
    const fault = this.faults.find(({ of }) => of.test(line));
    if (fault !== undefined) this.faults.splice(this.faults.indexOf(fault), 1);
    if (fault?.answer !== undefined) {
      response.writeHead(fault.answer.status, { 'content-type': 'text/html' }).end(fault.answer.body);
      return;
    }
    const [status, answer] = this.#answer(request, url, text);
    if (fault?.cut === 'after') {
      request.socket.destroy();
      return;
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  #answer(request: IncomingMessage, url: URL, text: string): [number, unknown] {
    try {
      const path = url.pathname.replace(/^\/rest\//, '');
      if (request.method === 'GET')
        return [200, this.#get(path, url.searchParams, this.#knows(request, url))];
      return this.#post(path, parseBody(text));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return [error.status, { error: true, code: error.code, message: error.message, documentation: 'none' }];
    }
  }

  /** Who reads. A wrong key is refused, where it is looked at. */
  #knows(request: IncomingMessage, url: URL): boolean {
    const header = this.#options.flavour === 'harmony' ? request.headers['x-bugzilla-api-key'] : undefined;
    const key = url.searchParams.get('api_key') ?? header;
    if (key === undefined || key === null) return false;
    requireKey(key);
    return true;
  }

  #get(path: string, query: URLSearchParams, isKnown: boolean): unknown {
    const [head, second = '', third] = path.split('/');
    if (path === 'version')
      return { version: this.#options.flavour === 'harmony' ? '5.9.1' : `${this.#options.flavour}.4` };
    if (path === 'parameters') {
      const size = this.#options.maxAttachmentKib ?? 1000;
      return { parameters: { maintainer: 'x', ...(isKnown ? { maxattachmentsize: String(size) } : {}) } };
    }
    if (path === 'valid_login') {
      if (!isKnown) throw new Refusal(410, 401, 'You must log in before using this part of Bugzilla.');
      return { result: true };
    }
    if (path.startsWith('field/bug/')) {
      const [, , name = ''] = path.split('/');
      if (this.#options.isKernels !== true) throw new Refusal(51, 404, `There is no field named '${name}'.`);
      return { fields: [{ name }] };
    }
    if (head === 'bug' && second === 'attachment') {
      const found = this.attachments.find(({ id }) => id === Number(third));
      if (found === undefined) throw new Refusal(100, 404, 'no such attachment');
      return { bugs: {}, attachments: { [found.id]: found } };
    }
    if (path === 'bug') {
      const bugs = this.bugs.filter(
        ({ product, summary }) => product === query.get('product') && summary === query.get('summary'),
      );
      return { bugs: bugs.map(({ id, summary }) => ({ id, summary })) };
    }
    if (head === 'bug') return this.#getOfBug(this.#bug(second), third);
    throw new Refusal(32614, 404, `No REST API resource was found for ${path}`);
  }

  #getOfBug(bug: Bug, what: string | undefined): unknown {
    if (what === undefined) return { bugs: [{ id: bug.id, summary: bug.summary }] };
    if (what === 'comment') return { bugs: { [bug.id]: { comments: bug.comments } }, comments: {} };
    const own = this.attachments.filter((attachment) => attachment.bug === bug.id);
    return { bugs: { [bug.id]: own.map(({ data, ...rest }) => rest) }, attachments: {} };
  }

  #bug(number: string): Bug {
    const bug = this.bugs.find(({ id }) => id === Number(number));
    if (bug === undefined) throw new Refusal(101, 404, `Bug #${number} does not exist.`);
    return bug;
  }

  #post(path: string, body: Record<string, unknown>): [number, unknown] {
    requireKey(body.api_key);
    const [head, number = '', what] = path.split('/');
    if (path === 'bug') return [200, { id: this.#create(body) }];
    if (head === 'bug' && what === 'comment') return [201, { id: this.#comment(this.#bug(number), body) }];
    if (head === 'bug' && what === 'attachment')
      return [201, { ids: [this.#attach(this.#bug(number), body)] }];
    throw new Refusal(32614, 404, `No REST API resource was found for ${path}`);
  }

  #create(body: Record<string, unknown>): number {
    const { product, component, version, summary, description, api_key, ...fields } = body;
    const products = PRODUCTS[String(product)];
    if (product === undefined) throw new Refusal(50, 400, 'The product field is required.');
    if (products === undefined)
      throw new Refusal(
        106,
        401,
        `Either the product '${product}' does not exist or you don't have access to it.`,
      );
    if (!products.includes(String(component)))
      throw new Refusal(51, 404, `There is no component named '${component}'.`);
    if (!VERSIONS.includes(String(version)))
      throw new Refusal(51, 404, `There is no version named '${version}'.`);
    if (typeof summary !== 'string' || summary === '' || summary.length > 255)
      throw new Refusal(107, 400, 'the summary is not acceptable');
    if (fields.op_sys === undefined || fields.rep_platform === undefined)
      throw new Refusal(50, 400, 'You must select/enter a op_sys.');
    if (fields.cc !== undefined) throw new Refusal(504, 400, "There is no user named in 'cc'.");
    requireComment(description);
    const id = 100 + this.bugs.length;
    this.bugs.push({
      id,
      product: String(product),
      component: String(component),
      version: String(version),
      summary,
      fields,
      comments: [{ id: this.#comments++, text: String(description) }],
    });
    return id;
  }

  #comment(bug: Bug, { comment }: Record<string, unknown>): number {
    requireComment(comment);
    const id = this.#comments++;
    bug.comments.push({ id, text: String(comment) });
    return id;
  }

  #attach(bug: Bug, body: Record<string, unknown>): number {
    if (body.is_private !== undefined)
      throw new Refusal(113, 401, 'You are not allowed to make attachments private.');
    if (typeof body.content_type !== 'string')
      throw new Refusal(601, 400, 'You did not specify a valid content type.');
    if (typeof body.summary !== 'string' || body.summary === '')
      throw new Refusal(604, 400, 'You must enter a description.');
    if (typeof body.data !== 'string' || body.data === '')
      throw new Refusal(606, 400, 'The file you are trying to attach is empty.');
    const sent = Buffer.from(body.data, 'base64');
    if (sent.length > (this.#options.maxAttachmentKib ?? 1000) * 1024)
      throw new Refusal(600, 400, 'the attachment is too large');
    const data = this.#options.mangle?.(sent) ?? sent;
    const id = 1000 + this.attachments.length;
    this.attachments.push({
      id,
      bug: bug.id,
      file_name: String(body.file_name),
      summary: body.summary,
      content_type: body.content_type,
      size: data.length,
      data: data.toString('base64'),
    });
    return id;
  }
}

function parseBody(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new Refusal(32000, 400, 'malformed JSON string');
  }
}

function requireKey(key: unknown): void {
  if (key === undefined || key === '')
    throw new Refusal(410, 401, 'You must log in before using this part of Bugzilla.');
  // The server repeats what it was sent.
  if (key !== KEY) throw new Refusal(306, 400, `The API key you specified is invalid: ${String(key)}.`);
}

function requireComment(text: unknown): void {
  if (typeof text !== 'string') throw new Refusal(109, 400, 'a comment is required');
  if (text.length > 65_535) throw new Refusal(114, 400, 'Comments cannot be longer than 65535 characters.');
}
