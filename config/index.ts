import path from 'node:path';
import { defineConfig, type UserConfigExport } from '@tarojs/cli';
import { version } from '../package.json';
import { ariaAttributes } from './aria';
import { development } from './dev';
import { production } from './prod';

const root = path.resolve(__dirname, '..');
const shared = path.join(root, 'shared');
/** For developing: a build of its own, with the page that shows every component. Never what is released. */
const withGallery = process.env.LIUKE_GALLERY === '1';

/**
 * The Taro build of the mini-program: `dist/weapp` for WeChat, `dist/h5` for the browser preview.
 * `API_BASE_URL` (environment) is compiled in; empty means "the host that served the page", which only
 * the h5 build can use. `shared/` must be listed in `compile.include`, an alias alone is not compiled.
 */
const base: UserConfigExport = {
  projectName: 'liuke',
  designWidth: 375,
  deviceRatio: { 375: 2, 640: 1.17, 750: 1, 828: 0.905 },
  sourceRoot: 'miniprogram',
  outputRoot: `dist/${withGallery ? 'gallery-' : ''}${process.env.TARO_ENV}`,
  framework: 'react',
  compiler: { type: 'webpack5', prebundle: { enable: false } },
  cache: { enable: false },
  alias: { '@shared': shared, '@': path.join(root, 'miniprogram') },
  plugins: [[path.join(__dirname, 'aria-plugin.cjs'), ariaAttributes]],
  defineConstants: {
    API_BASE_URL: JSON.stringify(process.env.API_BASE_URL ?? ''),
    WITH_GALLERY: JSON.stringify(withGallery),
    ARIA_ATTRIBUTES: JSON.stringify(ariaAttributes),
    APP_VERSION: JSON.stringify(version),
  },
  mini: {
    optimizeMainPackage: { enable: true },
    compile: { include: [shared] },
    postcss: { pxtransform: { enable: true, config: {} } },
  },
  h5: {
    compile: { include: [shared] },
    publicPath: '/app/',
    staticDirectory: 'static',
    router: { mode: 'hash' },
    // the name changes with what is in it: a page opened before a build never gets a part of the build after it
    output: { filename: 'js/[name].[contenthash:8].js', chunkFilename: 'chunk/[name].[contenthash:8].js' },
    miniCssExtractPluginOption: {
      filename: 'css/[name].[contenthash:8].css',
      chunkFilename: 'css/[name].[contenthash:8].css',
    },
    postcss: { autoprefixer: { enable: true } },
  },
};

export default defineConfig((merge) =>
  merge({}, base, process.env.NODE_ENV === 'development' ? development : production),
);
