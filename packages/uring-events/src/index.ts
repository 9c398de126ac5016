export type { EventRequest } from './event-request.ts';
export { describeRequest, formatRequest } from './format-request.ts';
export {
  type EventsListener,
  type EventsResult,
  type EventsSession,
  type EventsTarget,
  recordRequests,
} from './record-requests.ts';
