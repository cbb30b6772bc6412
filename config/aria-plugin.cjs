/**
 * Taro plugin: lets the components of the mini-program carry the attributes it is given (config/aria.ts). Plain
 * JavaScript, as Taro loads it before it can read anything else. The browser's platform has no templates.
 */
module.exports = (ctx, attributes) => {
  ctx.registerMethod({
    name: 'onSetupClose',
    fn: (platform) => platform.template?.mergeComponents(ctx, attributes),
  });
};
