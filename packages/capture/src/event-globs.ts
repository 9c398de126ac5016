/** A trace event: `system:name`. */
export interface EventName {
  system: string;
  name: string;
}

/** The lines of available_events. */
export function parseAvailableEvents(text: string): EventName[] {
  return text.split('\n').flatMap((line) => {
    const [system, name] = line.split(':');
    return system && name ? [{ system, name }] : [];
  });
}

/**
 * The events that globs stand for, without repetition, in the order of `available`; and the globs that stand for
 * none. As trace-cmd's `-e`: `system:event` matches both, a bare word a system or an event of any system.
 */
export function expandEvents(
  globs: readonly string[],
  available: readonly EventName[],
): { events: EventName[]; unknown: string[] } {
  const chosen = new Set<EventName>();
  const unknown: string[] = [];
  for (const glob of globs) {
    const matches = matcherOf(glob);
    const found = available.filter(matches);
    if (found.length === 0) unknown.push(glob);
    for (const event of found) chosen.add(event);
  }
  return { events: available.filter((event) => chosen.has(event)), unknown };
}

function matcherOf(glob: string): (event: EventName) => boolean {
  const colon = glob.indexOf(':');
  if (colon < 0) {
    const word = compileGlob(glob);
    return (event) => word.test(event.system) || word.test(event.name);
  }
  const system = compileGlob(glob.slice(0, colon));
  const name = compileGlob(glob.slice(colon + 1) || '*');
  return (event) => system.test(event.system) && name.test(event.name);
}

/** `*`, `?` and `[...]` as in glob(7); everything else stands for itself. */
function compileGlob(glob: string): RegExp {
  const source = glob.replace(/\[[!^]?[\w-]+\]|[\s\S]/g, (token) => {
    if (token === '*') return '.*';
    if (token === '?') return '.';
    if (token.length > 1) return token.replace(/^\[!/, '[^');
    return token.replace(/[\\^$.|+()[\]{}/-]/, '\\$&');
  });
  return new RegExp(`^${source}$`);
}
