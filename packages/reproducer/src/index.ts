export {
  type CommandReproduced,
  type CommandRequest,
  reproduceCommand,
} from './command/reproduce-command.ts';
export { type Check, inspectMachine } from './inspect-machine.ts';
export { readJobScenario } from './job/job-scenario.ts';
export { type GuestFailure, recordGuestFailure } from './record-guest-failure.ts';
export { type Reproduced, type ReproduceRequest, reproduce } from './reproduce.ts';
export { FILESYSTEMS, type Filesystem, type Scenario, type ScenarioOptions } from './scenario.ts';
export { type BugClass, listBugClasses } from './scenarios/bug-classes.ts';
export { DEFAULT_SCENARIO, findScenario, SCENARIOS } from './scenarios/catalogue.ts';
export { type GuestSiteOptions, guestSite } from './site/guest-site.ts';
export { type GuestDisk, requireGuestScenario } from './site/guest-testbed.ts';
export { localSite } from './site/local-site.ts';
export type { Site } from './site/site.ts';
