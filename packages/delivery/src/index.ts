export { type BugzillaCheck, checkServer } from './bugzilla/check.ts';
export { BugzillaClient, type Server } from './bugzilla/client.ts';
export { attachRun, type Delivered, type DeliveryRequest, fileRun, type NewBug } from './bugzilla/deliver.ts';
export { findServer, KEY_VARIABLE, settingsPath } from './bugzilla/settings.ts';
export { type Bundle, packBundle } from './bundle/pack.ts';
export { isBundle, unpackBundle } from './bundle/unpack.ts';
export { findMaintainers, type Maintainers } from './mail/maintainers.ts';
export { type Letter, prepareLetter, readDraft, sendLetter } from './mail/send.ts';
export { findSigners } from './mail/signers.ts';
export {
  gitTransport,
  parseSmtp,
  programTransport,
  smtpTransport,
  type Transport,
} from './mail/transports.ts';
