/** Answers of a kernel that has a control file but does not let it be used, or has it not at all. */
export const REFUSALS: ReadonlySet<string> = new Set([
  'EPERM',
  'EACCES',
  'EINVAL',
  'ENOENT',
  'ENODEV',
  'EOPNOTSUPP',
  'EROFS',
  'EBUSY',
  'ENOMEM',
  'E2BIG',
]);
