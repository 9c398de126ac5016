import { addresses, field } from '../mail.ts';
import type { Check } from '../rule.ts';

const REGRESSIONS = 'regressions@lists.linux.dev';
const STABLE = 'stable@vger.kernel.org';

/** `good 6.1.12, bad 6.1.14`: both ends in one stable series. */
function isWithinStable(body: string): boolean {
  const [, good] = /\blast (?:known )?good[^\n]*?\bv?(\d+\.\d+)\.\d+/i.exec(body) ?? [];
  const [, bad] = /\bfirst (?:known )?bad[^\n]*?\bv?(\d+\.\d+)\.\d+/i.exec(body) ?? [];
  return good !== undefined && good === bad;
}

/** 13: who has to hear of a regression. 17: nobody by default. */
export const recipients: Check = function* ({ mail, isRegression, isReply }) {
  const named = addresses(mail, 'to', 'cc');
  // A draft has neither yet, and says in its Comments whom they will have to name.
  const all = named.length === 0 ? addresses(mail, 'comments') : named;
  if (isRegression && !isReply) {
    if (!all.includes(REGRESSIONS)) yield { rule: 13, text: `a regression goes to ${REGRESSIONS} as well` };
    if (isWithinStable(mail.body) && !all.includes(STABLE))
      yield { rule: 13, text: `a regression inside a stable series goes to ${STABLE} as well` };
  }
  if (all.some((address) => /^torvalds@/.test(address)))
    yield { rule: 17, text: 'Linus Torvalds is among the recipients: he is not, by default' };
  if (field(mail, 'bcc') !== undefined)
    yield { rule: 17, text: 'Bcc: everybody on a list sees who is asked' };
};
