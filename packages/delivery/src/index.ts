export { type BugzillaCheck, checkServer } from './bugzilla/check.ts';
export { BugzillaClient, type Server } from './bugzilla/client.ts';
export { attachRun, type Delivered, type DeliveryRequest, fileRun, type NewBug } from './bugzilla/deliver.ts';
export { findServer, KEY_VARIABLE, settingsPath } from './bugzilla/settings.ts';
export { type Bundle, packBundle } from './bundle/pack.ts';
export { isBundle, unpackBundle } from './bundle/unpack.ts';
