/** Options that a fragment asks for (`CONFIG_X=y`, `# CONFIG_X is not set`) and a configuration does not have so, as the fragment says them. */
export function unmetOptions(fragment: string, config: string): string[] {
  const lines = new Set(config.split('\n'));
  return fragment.split('\n').filter((line) => {
    const off = /^# (CONFIG_\w+) is not set$/.exec(line)?.[1];
    // What depends on something that is off is not mentioned at all.
    if (off !== undefined) return new RegExp(`^${off}=`, 'm').test(config);
    return line.startsWith('CONFIG_') && !lines.has(line);
  });
}

/** Whether the option is built in, in the text of a configuration. */
export function isBuiltIn(config: string, option: string): boolean {
  return new RegExp(`^${option}=y$`, 'm').test(config);
}
