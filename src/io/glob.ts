/**
 * A small glob: `*`, `?`, `[a-c]`, `[!a]`, `{a,b}` and `**`. Everything else stands for itself, parentheses too, which
 * desktops put into the names of copies and most glob libraries take for a pattern.
 */
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, parse, sep } from 'node:path';

/** Whether `path` has a character that a glob gives a meaning to. */
export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path);
}

/** The files that match, in no order. A `*` does not match a name's first dot, and `**` follows no symbolic link. */
export async function glob(pattern: string): Promise<string[]> {
  const found = new Set<string>();
  // A backslash separates folders on Windows only; elsewhere it is part of a name.
  for (const one of expandBraces(sep === '/' ? pattern : pattern.replaceAll(sep, '/'))) {
    const { root } = parse(one);
    const parts = one.slice(root.length).split('/');
    await walk(
      root,
      parts.filter((part) => part !== ''),
      found,
    );
  }
  return [...found];
}

async function walk(folder: string, parts: readonly string[], found: Set<string>): Promise<void> {
  const [part, ...rest] = parts;
  if (part === undefined) return;
  if (part === '**') {
    await walk(folder, rest, found);
    for (const entry of await entriesOf(folder)) {
      if (entry.isDirectory() && !entry.name.startsWith('.')) await walk(join(folder, entry.name), parts, found);
    }
    return;
  }
  for (const name of isGlob(part) ? await namesLike(folder, part) : [part]) {
    const path = join(folder, name);
    if (rest.length > 0) await walk(path, rest, found);
    else if ((await stat(path).catch(() => undefined))?.isFile()) found.add(path);
  }
}

async function namesLike(folder: string, part: string): Promise<string[]> {
  const expression = expressionOf(part);
  const names = (await entriesOf(folder)).map((entry) => entry.name);
  return names.filter((name) => name === part || (expression.test(name) && (part[0] === '.' || name[0] !== '.')));
}

/** What is in a folder; nothing when it is none, or cannot be read. */
function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder === '' ? '.' : folder, { withFileTypes: true }).catch(() => []);
}

function expressionOf(part: string): RegExp {
  const source = part.replace(/\*+|\?|\[([!^]?)([^\]]+)\]|[\\^$.|+()[\]{}]/g, (token, not?: string, set?: string) => {
    if (set !== undefined) return `[${not ? '^' : ''}${set.replace(/[\\^[\]]/g, '\\$&')}]`;
    return token[0] === '*' ? '.*' : token === '?' ? '.' : `\\${token}`;
  });
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    // A range that runs backwards matches nothing.
    return /^(?!)/;
  }
}

/** `a{b,c}d` as `abd` and `acd`, innermost braces first; braces without a comma stand for themselves. */
function expandBraces(pattern: string): string[] {
  const braces = /\{([^{}]*,[^{}]*)\}/.exec(pattern);
  if (braces === null) return [pattern];
  const before = pattern.slice(0, braces.index);
  const after = pattern.slice(braces.index + braces[0].length);
  return (braces[1] as string).split(',').flatMap((choice) => expandBraces(before + choice + after));
}
