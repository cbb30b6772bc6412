/**
 * The import plan of docs/architecture.md, section 1: imports go down only.
 *   kernel ← rules ← contract ← (server | miniprogram | console | sandbox)
 *   server: platform ← ledger ← features ← app (migrations, cli, preview and the files of server/ itself)
 */

/** Features in their order; each may import only those to its left. */
const features = [
  'merchants',
  // What an operator sees of platform/jobs.
  'jobs',
  'stores',
  'staff',
  'members',
  'tiers',
  'channels',
  'visits',
  'points',
  'sign-ins',
  'coupons',
  'purchases',
  'payments',
  'flash-sales',
  // An order is of an offer.
  'orders',
  'referrals',
  // Owns the act of joining: member, attribution, welcome gift, who invited.
  'joins',
  'counter',
  // Owns what a tier and a birthday give.
  'benefits',
  'touches',
  'segments',
  'campaigns',
  'experiments',
  'analytics',
  'alliance',
];
const anyFeature = `(${features.join('|')})`;
const sides = ['server', 'miniprogram', 'console', 'sandbox'];
const npm = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'];

/** An error-level rule. `from` and `to` as dependency-cruiser understands them. */
function rule(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to };
}

const general = [
  rule('no-circular', 'No two files may need each other, in however many steps.', {}, { circular: true }),
  rule('resolvable', 'Every import is there.', {}, { couldNotResolve: true }),
  rule(
    'declared',
    'Every package is named in package.json.',
    {},
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], pathNot: '^node_modules/fastify/' },
  ),
  rule(
    'fastify-as-types',
    'The adapter brings the fastify it fits; a second one in package.json breaks it.',
    {},
    { path: '^node_modules/fastify/', dependencyTypesNot: ['type-only'] },
  ),
  rule('nothing-imports-test', 'Tests are run, not used.', { pathNot: '^test/' }, { path: '^test/' }),
  rule(
    'run-time-dependencies',
    'What the server needs at run time stands in "dependencies".',
    { path: '^server/' },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  ),
];

const shared = [
  rule(
    'kernel-is-alone',
    'kernel imports nothing.',
    { path: '^shared/kernel/' },
    { pathNot: '^shared/kernel/' },
  ),
  rule(
    'rules-on-kernel',
    'rules import kernel and pure hashes.',
    { path: '^shared/rules/' },
    {
      pathNot: '^(shared/(kernel|rules)/|node_modules/@noble/hashes/)',
    },
  ),
  rule(
    'contract-on-rules',
    'contract imports kernel, rules and zod.',
    { path: '^shared/contract/' },
    {
      pathNot: '^(shared/(kernel|rules|contract)/|node_modules/zod/)',
    },
  ),
  rule(
    'shared-is-pure',
    'shared runs on an old phone: no Node, no side.',
    { path: '^shared/' },
    {
      path: '^(server|miniprogram|console|sandbox|scripts|config)/',
    },
  ),
  rule(
    'shared-without-node',
    'shared runs on an old phone: no Node.',
    { path: '^shared/' },
    {
      dependencyTypes: ['core'],
    },
  ),
];

const separateSides = sides.map((side) =>
  rule(
    `${side}-alone`,
    'The sides share only shared/.',
    { path: `^${side}/` },
    {
      path: `^(${sides.filter((other) => other !== side).join('|')})/`,
    },
  ),
);

const server = [
  rule(
    'platform-is-lowest',
    'platform knows no word of the business.',
    { path: '^server/platform/' },
    {
      path: '^server/(?!platform/)',
    },
  ),
  rule(
    'ledger-on-platform',
    'ledger imports platform only.',
    { path: '^server/ledger/' },
    {
      path: '^server/(?!platform/|ledger/)',
    },
  ),
  rule(
    'wechat-on-platform',
    'wechat imports platform only.',
    { path: '^server/wechat/' },
    {
      path: '^server/(?!platform/|wechat/)',
    },
  ),
  rule(
    'features-below-app',
    'Only the app puts features together.',
    { path: `^server/${anyFeature}/` },
    {
      path: `^server/(?!platform/|ledger/|wechat/|${anyFeature}/)`,
    },
  ),
  rule(
    'feature-door',
    'A feature is entered only through its index.ts.',
    { path: '^server/([^/]+)' },
    { path: `^server/${anyFeature}/`, pathNot: [`^server/${anyFeature}/index\\.ts$`, '^server/$1/'] },
  ),
  rule(
    'pure-rules',
    'A .rules.ts file decides; it reads nothing and calls nothing outside.',
    { path: '^server/.+\\.rules\\.ts$' },
    { dependencyTypes: ['core', ...npm], dependencyTypesNot: ['type-only'] },
  ),
  rule(
    'planned-rooms',
    'A new folder of server/ belongs in the plan first.',
    {},
    {
      path: '^server/[^/]+/',
      pathNot: `^server/(platform|ledger|wechat|migrations|cli|preview|${features.join('|')})/`,
    },
  ),
];

const featureOrder = features.slice(0, -1).map((feature, index) =>
  rule(
    `order-${feature}`,
    'Features import only leftwards.',
    { path: `^server/${feature}/` },
    {
      path: `^server/(${features.slice(index + 1).join('|')})/`,
    },
  ),
);

const miniprogram = [
  rule(
    'contract-as-types',
    'The mini-program takes the contract as types: zod would cost 90 kB.',
    { path: '^miniprogram/' },
    { path: '^shared/contract/', dependencyTypesNot: ['type-only'] },
  ),
  rule(
    'miniprogram-without-node',
    'There is no Node on a phone.',
    { path: '^miniprogram/' },
    {
      dependencyTypes: ['core'],
    },
  ),
  rule(
    'taro-behind-platform',
    'Each Taro.* call is wrapped once, in platform/.',
    {
      path: '^miniprogram/',
      pathNot: '^miniprogram/platform/',
    },
    { path: '^node_modules/@tarojs/taro/', dependencyTypesNot: ['type-only'] },
  ),
];

const launchers = [
  rule(
    'launchers-on-node',
    'Launchers use Node alone; the build adds swc.',
    { path: '^scripts/' },
    {
      dependencyTypes: npm,
      pathNot: '^node_modules/@swc/core/',
    },
  ),
];

module.exports = {
  forbidden: [
    ...general,
    ...shared,
    ...separateSides,
    ...server,
    ...featureOrder,
    ...miniprogram,
    ...launchers,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.data|\\.tmp)/' },
    tsPreCompilationDeps: true,
    webpackConfig: { fileName: 'config/aliases.cjs' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
