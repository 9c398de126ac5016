export { cleanAbandoned } from './clean-abandoned.ts';
export { Journal } from './journal.ts';
export { describeMade, type Made, type UndoProblem } from './made.ts';
export { type ProcessIdentity, readProcess } from './process.ts';
export { type ProgramOptions, type ProgramOutput, runProgram } from './run-program.ts';
export { findLoops, type Mount, parseMounts, readMounts } from './system-tables.ts';
