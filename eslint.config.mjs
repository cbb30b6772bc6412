import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** What the house forbids by shape. The clock, chance and the environment come in as arguments. */
const clock = 'Take the time from the injected Clock';
const chance = 'Take chance from the injected Random or the id source';
const impure = [
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: clock },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: clock },
  { selector: "CallExpression[callee.name='Date']", message: clock },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: chance },
  {
    selector: 'ImportDeclaration[source.value=/^(node:)?crypto$/] ImportSpecifier[imported.name=/^random/]',
    message: chance,
  },
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Settings are read once, in platform',
  },
];
const defaultExport = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only' },
  { selector: "ExportSpecifier[exported.name='default']", message: 'Named exports only' },
];
const leftOut = [
  {
    selector:
      'CallExpression > MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo)$/]',
    message: 'Every test runs',
  },
  {
    selector: 'CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]',
    message: 'Every test runs',
  },
];

/** Where reading the clock, chance and the environment is the job. */
const impureAllowed = [
  'server/platform/**',
  'server/main.ts',
  'server/worker.ts',
  'server/cli/**',
  'sandbox/main.ts',
  'sandbox/system.ts',
  'miniprogram/platform/**',
  'test/**',
  'config/**',
];
/** Files whose tool asks for a default export. */
const defaultExportAllowed = [
  'config/index.ts',
  'miniprogram/app.tsx',
  'miniprogram/app.ts',
  'miniprogram/**/*.config.ts',
  'miniprogram/custom-tab-bar/index.tsx',
  'miniprogram/pages/**/index.tsx',
  'miniprogram/packages/**/index.tsx',
];

const correctness = {
  eqeqeq: 'error',
  'no-console': 'error',
  'no-else-return': 'error',
  'no-param-reassign': 'error',
  'no-self-compare': 'error',
  'no-unreachable-loop': 'error',
  'no-useless-rename': 'error',
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
  'prefer-template': 'error',
  'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
  'max-lines-per-function': ['error', { max: 70, skipBlankLines: false, skipComments: false, IIFEs: true }],
};

const typed = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    { considerDefaultExhaustiveForUnions: false, requireDefaultForNonUnion: true },
  ],
  '@typescript-eslint/prefer-nullish-coalescing': 'error',
  '@typescript-eslint/prefer-optional-chain': 'error',
  '@typescript-eslint/no-shadow': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
  // A Nest module is a class with nothing but its decorator.
  '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowStaticOnly: true }],
  // An abstract class is a port and its token for Nest; an object with its shape fills it.
  '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
  // Ports are asynchronous even where one implementation answers at once.
  '@typescript-eslint/require-await': 'off',
};

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', '.data/', '.tmp/'] },
  { linterOptions: { noInlineConfig: true } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: { ...correctness, ...typed, 'no-restricted-syntax': ['error', ...impure, ...defaultExport] },
  },
  {
    files: impureAllowed,
    rules: { 'no-restricted-syntax': ['error', ...defaultExport] },
  },
  {
    files: defaultExportAllowed,
    rules: { 'no-restricted-syntax': ['error', ...impure] },
  },
  {
    files: ['config/**'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Not on the server: what a decorated constructor asks for must be a real import, or Nest cannot see it.
    files: ['shared/**/*.ts', 'miniprogram/**/*.{ts,tsx}'],
    rules: { '@typescript-eslint/consistent-type-imports': 'error' },
  },
  {
    files: ['miniprogram/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  {
    files: ['server/cli/**', 'sandbox/main.ts', 'server/main.ts', 'server/worker.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // Tests read answers as they come off the wire, and assert what they read.
    files: ['test/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-syntax': ['error', ...defaultExport, ...leftOut],
      'no-console': 'off',
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Plain Node: the launchers and the configuration of tools.
    files: ['**/*.{js,mjs,cjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      ...correctness,
      'no-console': 'off',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'no-undef': 'error',
    },
    languageOptions: {
      globals: Object.fromEntries(
        'process console performance Buffer URL fetch setTimeout clearTimeout AbortSignal module require __dirname'
          .split(' ')
          .map((name) => [name, 'readonly']),
      ),
    },
  },
);
