/** A package as the lists of an archive describe it (deb822(5)). */
export interface Stanza {
  package: string;
  version: string;
  sha256: string;
  bytes: number;
  /** Names of packages that it depends on, alternatives left out. */
  depends: string[];
}

export function parseStanzas(text: string): Stanza[] {
  return text
    .split(/\n\s*\n/)
    .map(parseStanza)
    .filter((stanza) => stanza !== undefined);
}

function parseStanza(text: string): Stanza | undefined {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^([A-Za-z0-9-]+): (.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name.toLowerCase(), value);
  }
  const [name, version, sha256] = ['package', 'version', 'sha256'].map((field) => fields.get(field));
  if (name === undefined || version === undefined || sha256 === undefined) return undefined;
  const depends = (fields.get('depends') ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !part.includes('|'))
    .map((part) => part.split(/[ (:]/)[0] as string);
  return { package: name, version, sha256, bytes: Number(fields.get('size') ?? 0), depends };
}
