import { type ErrorCode, LabError } from '@uringlab/schema';

interface Known {
  code?: ErrorCode;
  hint: string;
}

/** Error codes of Bugzilla's WebService (Bugzilla::WebService::Constants, WS_ERROR_CODE), and what mends them. */
const KNOWN: Readonly<Record<number, Known>> = {
  50: {
    hint: 'the server has no default for this field: give it with an option (--op-sys, --platform, --version ...)',
  },
  51: { hint: 'the server does not have this component or version: see `uringlab bugzilla check`' },
  100: { hint: 'there is no bug of this name: give its number' },
  101: { hint: 'there is no such bug on this server: see --bug and --server' },
  102: { hint: 'the account of the key may not see this bug' },
  106: { hint: 'the server does not have this product, or the account may not file in it' },
  107: { hint: 'a summary has 1 to 255 characters' },
  109: { hint: 'comments on this bug are closed to the account' },
  113: { hint: 'the account may not make things private' },
  114: { hint: 'a comment has 65,535 characters at most' },
  300: {
    code: 'E_BUGZILLA_KEY',
    hint: 'make a key in the preferences of the account, and set URINGLAB_BUGZILLA_KEY',
  },
  301: { code: 'E_BUGZILLA_KEY', hint: 'the account is disabled' },
  306: {
    code: 'E_BUGZILLA_KEY',
    hint: 'make a key in the preferences of the account, and set URINGLAB_BUGZILLA_KEY',
  },
  410: { code: 'E_BUGZILLA_KEY', hint: 'the server wants a key: set URINGLAB_BUGZILLA_KEY' },
  504: { hint: 'somebody in the list of copies has no account there: leave them out' },
  601: { hint: 'the server does not take this content type' },
  604: { hint: 'the server wants a summary for the attachment' },
  606: { hint: 'the server wants data in the attachment' },
  32000: { hint: 'the server did not understand the request: this may be another kind of tracker' },
  32614: { hint: 'the server is too old for this call' },
};

/** What a server refused, with its own words. */
export class BugzillaFailure extends LabError {
  /** Bugzilla's number of it. */
  readonly number: number;

  constructor(what: string, number: number, message: string) {
    const known = KNOWN[number];
    super(
      known?.code ?? 'E_BUGZILLA',
      `${what}: ${message} (${number})`,
      known === undefined ? {} : { hint: known.hint },
    );
    this.number = number;
  }
}
