import {
  attachRun,
  BugzillaClient,
  checkServer,
  type Delivered,
  type DeliveryRequest,
  fileRun,
  findServer,
  KEY_VARIABLE,
  type NewBug,
  settingsPath,
} from '@uringlab/delivery';
import { makePrintable } from '@uringlab/report';
import { formatBytes, LabError } from '@uringlab/schema';
import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { findInput } from '../../input-path.ts';
import { parseCount, parsePath } from '../../parse-arguments.ts';
import { Progress } from '../../terminal/progress.ts';
import { collect } from '../trace/parse-values.ts';

interface ServerOptions {
  server?: string;
  json?: boolean;
}

interface DeliveryOptions extends ServerOptions {
  dryRun?: boolean;
}

const RUN_HINT = 'a run directory is what `uringlab reproduce --out DIR` writes';

/** Does something with a run on a server, and tells what came of it. */
async function deliver(
  directory: string,
  options: DeliveryOptions,
  context: CommandContext,
  act: (request: DeliveryRequest) => Promise<Delivered>,
): Promise<void> {
  if (!(await findInput(directory, RUN_HINT)).isDirectory())
    throw new LabError('E_PATH', `${directory} is not a run directory`, { hint: RUN_HINT });
  const server = await findServer(options.server, process.env);
  const progress = new Progress(options.json === true);
  const shown: string[] = [];
  const client = new BugzillaClient(server, {
    signal: context.signal,
    ...(options.dryRun === true ? { onDryRun: (text: string) => shown.push(text) } : {}),
  });
  let delivered: Delivered;
  try {
    delivered = await act({
      directory,
      lab: { name: 'uringlab', version: context.version },
      client,
      server: server.url.href,
      onProgress: (text) => progress.say(text),
    });
  } finally {
    progress.end();
  }
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ ...delivered, ...(options.dryRun === true ? { requests: shown } : {}) })}\n`
      : describe(delivered, shown, server.url),
  );
}

function describe({ bug, attached, commented }: Delivered, shown: readonly string[], url: URL): string {
  if (shown.length > 0)
    return `${shown.map((text) => makePrintableLines(text)).join('\n\n')}\n\nnothing was sent (--dry-run)\n`;
  if (bug === null) return 'nothing was sent (--dry-run)\n';
  const place = `${url.href.replace(/\/+$/, '')}/show_bug.cgi?id=${bug}`;
  if (attached.length === 0 && !commented) return `${place}: has it all already\n`;
  return `${place}: ${[...(commented ? ['a comment'] : []), ...attached].join(' ')}\n`;
}

function makePrintableLines(text: string): string {
  return text
    .split('\n')
    .map((line) => makePrintable(line))
    .join('\n');
}

function withServer(command: Command): Command {
  return command
    .option('--server <url>', 'where Bugzilla is; without it the server of the settings file')
    .option('--json', 'one JSON object on stdout');
}

function addCheck(parent: Command, context: CommandContext): void {
  withServer(parent.command('check'))
    .description(
      `what a server is and takes: version, key, limits, fields; changes nothing there. The key is in ${KEY_VARIABLE}, or in ${settingsPath(process.env)} (mode 0600)`,
    )
    .option('--login <name>', 'the name of the account, with which servers from 5.1 on test a key')
    .action(async ({ server: given, json, login }: ServerOptions & { login?: string }) => {
      const server = await findServer(given, process.env);
      const client = new BugzillaClient(server, { signal: context.signal });
      const found = await checkServer(client, server.key !== null, login);
      const KEY = new Map([
        [true, 'accepted'],
        [false, 'NOT accepted'],
        [null, server.key === null ? `none: set ${KEY_VARIABLE}` : 'cannot be told'],
      ]);
      process.stdout.write(
        json === true
          ? `${JSON.stringify(found)}\n`
          : [
              `server      ${server.url.href}, Bugzilla ${makePrintable(found.version)}`,
              `key         ${KEY.get(found.key) ?? ''}`,
              `attachment  ${formatBytes(found.attachmentBytes)} at most${found.isLimitKnown ? '' : ', which every server takes: this one does not tell its limit'}`,
              `fields      ${found.kernelFields.join(' ') || "none of the kernel tracker's"}`,
              '',
            ].join('\n'),
      );
      if (found.key === false) context.exitStatus = 2;
    });
}

function addAttach(parent: Command, context: CommandContext): void {
  withServer(parent.command('attach'))
    .description('attach a run to a bug, with a comment; what the bug has already is not added again')
    .argument('<run>', 'a run directory with its report', parsePath)
    .requiredOption('--bug <n>', 'number of the bug', parseCount(1, 2 ** 31 - 1))
    .option('--dry-run', 'show each request that would write, and send none')
    .action((directory: string, options: DeliveryOptions & { bug: number }) =>
      deliver(directory, options, context, (request) => attachRun(request, options.bug)),
    );
}

function addFile(parent: Command, context: CommandContext): void {
  withServer(parent.command('file'))
    .description('file a bug for a run, once, and attach the run')
    .argument('<run>', 'a run directory with its report', parsePath)
    .requiredOption('--product <name>', 'product of the tracker')
    .requiredOption('--component <name>', 'component of the product')
    .option('--bug-version <name>', 'version of the product', '2.5')
    .option('--op-sys <name>', 'operating system, where the server has no default')
    .option('--platform <name>', 'hardware, where the server has no default')
    .option('--cc <account>', 'somebody who is told; again for more', collect, [])
    .option('--dry-run', 'show each request that would write, and send none')
    .action(
      (directory: string, options: DeliveryOptions & Omit<NewBug, 'version'> & { bugVersion: string }) =>
        deliver(directory, options, context, (request) =>
          fileRun(request, {
            product: options.product,
            component: options.component,
            version: options.bugVersion,
            opSys: options.opSys,
            platform: options.platform,
            cc: options.cc,
          }),
        ),
    );
}

export function addBugzilla(program: Command, context: CommandContext): void {
  const parent = program
    .command('bugzilla')
    .description('attach runs to bugs of a Bugzilla, or file them, each once');
  addCheck(parent, context);
  addAttach(parent, context);
  addFile(parent, context);
}
