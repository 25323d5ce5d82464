// Imports go down only, from folder to folder through index.ts, and never in a circle.

/** What each folder of src/ stands on directly; what those stand on is allowed as well. */
const STANDS_ON = {
  errors: [],
  progress: ['errors'],
  'native-regions': [],
  native: ['errors', 'native-regions'],
  memory: ['native'],
  volume: ['memory'],
  kernels: ['volume'],
  lazy: ['kernels', 'progress'],
  functions: ['lazy'],
  io: ['functions', 'progress'],
  jvm: ['native', 'progress'],
  imglib: ['jvm', 'lazy'],
  viewers: ['io'],
  tensors: ['functions'],
  distributed: ['jvm', 'io'],
};
/** In viewers/, these alone may start Java: everything else must work where there is none. */
const JAVA_VIEWERS = '^src/viewers/(bdv|imagej)[^/]*\\.ts$';

const below = (name) => [...new Set(STANDS_ON[name].flatMap((next) => [next, ...below(next)]))];
const fileOrFolder = (names) => `^src/(${names.join('|')})(/|\\.ts$)`;
const everything = Object.keys(STANDS_ON);

const ranks = everything.map((name) => ({
  name: `${name}-imports-down`,
  comment: `src/${name} may import only: ${below(name).join(', ') || 'nothing of ours'}.`,
  severity: 'error',
  from: { path: fileOrFolder([name]), ...(name === 'viewers' && { pathNot: JAVA_VIEWERS }) },
  to: { path: '^src/', pathNot: fileOrFolder([name, ...below(name)]) },
}));

module.exports = {
  forbidden: [
    ...ranks,
    {
      name: 'known-folder',
      comment: 'Every folder of src/ has a place in the table STANDS_ON.',
      severity: 'error',
      from: { path: '^src/', pathNot: `${fileOrFolder([...everything, 'cli'])}|^src/index\\.ts$` },
      to: {},
    },
    {
      name: 'java-viewers-import-down',
      severity: 'error',
      from: { path: JAVA_VIEWERS },
      to: { path: '^src/', pathNot: fileOrFolder(['viewers', 'imglib', ...below('viewers'), ...below('imglib')]) },
    },
    {
      name: 'java-viewers-on-demand',
      comment:
        'Load what starts Java by import(), so that the rest works on a machine without it. Types may be imported.',
      severity: 'error',
      from: { path: '^src/', pathNot: JAVA_VIEWERS },
      to: { path: JAVA_VIEWERS, dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
    {
      name: 'cli-through-index',
      comment: 'The command line uses what every user can: the exports of src/index.ts.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/', pathNot: '^src/(cli/|index\\.ts$)' },
    },
    {
      name: 'folder-through-index',
      comment: "Another folder is entered only through its index.ts; what that doesn't export is the folder's own.",
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/[^/]+/', pathNot: '^src/($1/|[^/]+/index\\.ts$)' },
    },
    {
      name: 'root-through-index',
      severity: 'error',
      from: { path: '^src/[^/]+\\.ts$' },
      to: { path: '^src/[^/]+/', pathNot: '^src/[^/]+/index\\.ts$' },
    },
    { name: 'no-circle', severity: 'error', from: { path: '^src/' }, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: { path: '^src/' }, to: { couldNotResolve: true } },
    {
      name: 'installed-with-the-package',
      comment: 'What src/ imports must be in "dependencies": devDependencies are not there for users.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
