// Where `@/` and `@shared/` point, in the shape of a webpack configuration: dependency-cruiser reads it.
const path = require('node:path');

const root = path.resolve(__dirname, '..');

module.exports = {
  resolve: { alias: { '@shared': path.join(root, 'shared'), '@': path.join(root, 'miniprogram') } },
};
