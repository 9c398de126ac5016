import { field } from '../mail.ts';
import type { Check } from '../rule.ts';

const MESSAGE_ID = /^<[^\s<>@]+@[^\s<>]+>$/;
/** The parent that bugzilla-daemon@kernel.org gives its mails. */
const KERNEL_BUG = /^<bug-\d+-\d+@https\.bugzilla\.kernel\.org\/>$/;

/** 16: a Message-ID of its own, and the thread it belongs to. */
export const threading: Check = function* ({ mail, isReply }) {
  const own = field(mail, 'message-id')?.trim();
  if (own === undefined) yield { rule: 16, text: 'there is no Message-ID: the mail cannot be cited' };
  else if (!MESSAGE_ID.test(own)) yield { rule: 16, text: `Message-ID is ${own}: <LEFT@RIGHT> is expected` };
  if (!isReply) return;
  const parent = field(mail, 'in-reply-to')?.trim();
  const references = (field(mail, 'references') ?? '').split(/\s+/).filter(Boolean);
  if (parent === undefined) yield { rule: 16, text: 'a reply without In-Reply-To' };
  else if (/bugzilla\.kernel\.org/.test(parent) && !KERNEL_BUG.test(parent))
    yield {
      rule: 16,
      text: 'the parent of a mail on a kernel.org bug is <bug-N-USER@https.bugzilla.kernel.org/>',
    };
  if (references.length === 0) yield { rule: 16, text: 'a reply without References' };
  else if (parent !== undefined && references.at(-1) !== parent)
    yield { rule: 16, text: 'References does not end with the mail that is answered' };
};
