import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.gz': 'application/octet-stream',
};

/** Where the modules of the built package are, by the first part of a path. */
const ROOTS: Readonly<Record<string, string>> = {
  parser: join(import.meta.dirname, '../dist'),
  fflate: join(import.meta.dirname, '../node_modules/fflate/esm'),
  zstddec: join(import.meta.dirname, '../node_modules/zstddec/dist'),
  fixtures: join(import.meta.dirname, '../fixtures'),
};

/** The imports of the package, as a browser has to be told. */
const IMPORTS = {
  '@uringlab/trace-parser': '/parser/bundle/index.js',
  fflate: '/fflate/browser.js',
  zstddec: '/zstddec/zstddec.mjs',
  'zstddec/stream': '/zstddec/zstddec-stream.mjs',
};

/** Reads a trace with the public interface alone, as a page would. */
const SCRIPT = `
  import { formatReport, openTrace } from '@uringlab/trace-parser';
  globalThis.readTrace = async (path) => {
    const trace = await openTrace(await (await fetch(path)).blob());
    let values = 0;
    for await (const batch of trace)
      for (const { rows, columns } of batch.tables()) values += rows.length * columns.length;
    return { lines: [...formatReport(trace)], values, diagnostics: trace.diagnostics() };
  };`;

const PAGE = `<!doctype html>
  <script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>
  <script type="module">${SCRIPT}</script>`;

async function readModule(path: string): Promise<{ type: string; body: Buffer } | undefined> {
  const [, root = '', ...rest] = normalize(path).split('/');
  const directory = ROOTS[root];
  const type = TYPES[extname(path)];
  if (directory === undefined || type === undefined) return undefined;
  return { type, body: await readFile(join(directory, ...rest)) };
}

/** Serves the built package and its dependencies as they are, unbundled: the address, and how to stop. */
export async function serveModules(): Promise<{ address: string; close: () => Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/') {
      response.setHeader('content-type', 'text/html').end(PAGE);
      return;
    }
    readModule(path).then(
      (found) => {
        if (found === undefined) response.writeHead(404).end();
        else response.setHeader('content-type', found.type).end(found.body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
