import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';

function readTemplate(name: string): string {
  return readFileSync(new URL(`../templates/${name}`, import.meta.url), 'utf8');
}

type Render = (model: object) => string;

/** `strict`: a name that the model lacks is an error, never an empty string. */
function compile(name: string, partials: readonly string[], noEscape: boolean): Render {
  const environment = Handlebars.create();
  for (const partial of partials) {
    environment.registerPartial(partial.replace(/\..*$/, ''), readTemplate(partial));
  }
  const render = environment.compile(readTemplate(name), { strict: true, noEscape, preventIndent: true });
  return (model) => render(model);
}

/** A template whose output is text; nothing is escaped. */
export function textTemplate(name: string, partials: readonly string[] = []): Render {
  return compile(name, partials, true);
}

/** A template whose output is HTML; everything is escaped unless written with three braces. */
export function htmlTemplate(name: string, partials: readonly string[] = []): Render {
  return compile(name, partials, false);
}

/** A script of the pages, as the build made it from `client`. */
export function readClient(name: string): string {
  return readFileSync(new URL(`../dist/client/${name}.js`, import.meta.url), 'utf8');
}

/** A file of the template folder as it is. */
export function readAsset(name: string): string {
  return readTemplate(name);
}
