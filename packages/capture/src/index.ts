export { type Capture, type CaptureRequest, startCapture } from './capture.ts';
export type { DeviceNumbers } from './event-filters.ts';
export { EVENT_SETS } from './event-sets.ts';
export { KernelLog, type KernelLogInterval } from './kernel-log.ts';
export { locateTracefs, type Tracefs } from './tracefs.ts';
