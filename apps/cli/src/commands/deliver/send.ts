import { createInterface } from 'node:readline/promises';
import {
  findMaintainers,
  findSigners,
  gitTransport,
  type Letter,
  parseSmtp,
  prepareLetter,
  programTransport,
  readDraft,
  sendLetter,
  smtpTransport,
  type Transport,
} from '@uringlab/delivery';
import { addresses, field, makePrintable, parseMail } from '@uringlab/report';
import { LabError } from '@uringlab/schema';
import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { findInput } from '../../input-path.ts';
import { parsePath } from '../../parse-arguments.ts';
import { collect } from '../trace/parse-values.ts';

interface SendOptions {
  from: string;
  to: string[];
  cc: string[];
  tree?: string;
  smtp?: string;
  git?: boolean;
  program?: string;
  dryRun?: boolean;
  yes?: boolean;
  json?: boolean;
}

const PASSWORD_VARIABLE = 'URINGLAB_SMTP_PASSWORD';

function chooseTransport({ smtp, git, program }: SendOptions): Transport | null {
  const given = [smtp, git, program].filter((option) => option !== undefined);
  if (given.length > 1)
    throw new LabError('E_USAGE', '--smtp, --git and --program exclude each other', {
      hint: 'give one of them',
    });
  if (smtp !== undefined) return smtpTransport(parseSmtp(smtp, process.env[PASSWORD_VARIABLE] ?? null));
  if (git === true) return gitTransport();
  return program === undefined ? null : programTransport(program);
}

/** The files that a draft says its maintainers are asked of: `get_maintainer.pl -f io_uring/rw.c`. */
function concernedFiles(draft: Uint8Array): string[] {
  const comments = field(parseMail(draft), 'comments') ?? '';
  return [...comments.matchAll(/ -f (\S+)/g)].map(([, file = '']) => file);
}

/** The commit whose signers a draft says have to hear of it. */
function concernedCommit(draft: Uint8Array): string | null {
  const comments = field(parseMail(draft), 'comments') ?? '';
  return /\ball who signed ([0-9a-f]{40})\b/.exec(comments)?.[1] ?? null;
}

async function addMaintainers(path: string, options: SendOptions): Promise<Pick<SendOptions, 'to' | 'cc'>> {
  const draft = await readDraft(path);
  // The lists that take every regression, whichever tree it is of.
  const lists = addresses(parseMail(draft), 'comments');
  if (options.tree === undefined) return { to: options.to, cc: [...options.cc, ...lists] };
  const files = concernedFiles(draft);
  if (files.length === 0)
    throw new LabError(
      'E_USAGE',
      "the fault is not the kernel's, so no maintainer of the kernel is to be asked",
      {
        hint: "leave --tree out, and name the application's maintainers with --to",
      },
    );
  const found = await findMaintainers(options.tree, files);
  process.stderr.write(`uringlab: recipients by ${found.source}\n`);
  const commit = concernedCommit(draft);
  const signers = commit === null ? [] : await findSigners(options.tree, commit);
  const cc = [...options.cc, ...lists, ...found.cc, ...signers.filter((one) => !found.to.includes(one))];
  return { to: [...options.to, ...found.to], cc: [...new Set(cc)] };
}

function show({ message, recipients, warnings }: Letter, transport: Transport | null): void {
  const lines = message.toString('utf8').split('\n');
  process.stdout.write(`${lines.map((line) => makePrintable(line)).join('\n')}\n`);
  for (const { rule, text } of warnings) process.stderr.write(`uringlab: W${rule}: ${makePrintable(text)}\n`);
  process.stderr.write(
    `uringlab: ${message.length} bytes to ${recipients.length} recipients${transport === null ? '' : ` by ${transport.name}`}:\n` +
      recipients.map((recipient) => `  ${recipient}\n`).join(''),
  );
}

async function isConfirmed(options: SendOptions, signal: AbortSignal): Promise<boolean> {
  if (options.yes === true) return true;
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await prompt.question('send it? [yes/NO] ', { signal })).trim().toLowerCase() === 'yes';
  } finally {
    prompt.close();
  }
}

async function send(path: string, options: SendOptions, context: CommandContext): Promise<void> {
  await findInput(path, 'name a run directory, or a mail');
  const transport = chooseTransport(options);
  const isTerminal = process.stdin.isTTY === true;
  const isDry = options.dryRun === true || (options.yes !== true && !isTerminal);
  if (!isDry && transport === null)
    throw new LabError('E_USAGE', 'it is not said how the mail is to be sent', {
      hint: 'give --smtp URL, --git or --program PROGRAM',
    });
  const { to, cc } = await addMaintainers(path, options);
  const letter = await prepareLetter(path, { from: options.from, to, cc });
  if (options.json !== true) show(letter, transport);
  const answer = async (sent: boolean): Promise<void> => {
    if (options.json === true)
      process.stdout.write(
        `${JSON.stringify({ sent, recipients: letter.recipients, bytes: letter.message.length })}\n`,
      );
    else process.stderr.write(sent ? 'uringlab: sent\n' : 'uringlab: nothing was sent\n');
  };
  if (isDry || transport === null || !(await isConfirmed(options, context.signal))) return answer(false);
  await sendLetter(letter, transport, context.signal);
  return answer(true);
}

export function addSend(program: Command, context: CommandContext): void {
  program
    .command('send')
    .description(
      'show the mail of a run and whom it goes to, ask, and send it, once; without a terminal nothing is sent unless --yes is given',
    )
    .argument('<run-or-mail>', 'a run directory, or a mail with its header', parsePath)
    .requiredOption('--from <mailbox>', 'ADDRESS or "NAME <ADDRESS>"')
    .option('--to <mailbox>', 'whom it goes to; again for more', collect, [])
    .option('--cc <mailbox>', 'who is to know; again for more', collect, [])
    .option(
      '--tree <directory>',
      'the tree of the kernel that was tested: its maintainers and lists are added',
      parsePath,
    )
    .option(
      '--smtp <url>',
      `smtps://USER@HOST:465 or smtp://HOST:25; the password is in ${PASSWORD_VARIABLE}`,
    )
    .option('--git', 'hand it to git send-email')
    .option('--program <program>', 'hand it to a program that takes mail as sendmail does', parsePath)
    .option('--dry-run', 'show it, and send nothing')
    .option('--yes', 'do not ask')
    .option('--json', 'one JSON object on stdout')
    .action((path: string, options: SendOptions) => send(path, options, context));
}
