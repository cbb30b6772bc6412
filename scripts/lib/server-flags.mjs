/**
 * How Node runs the server: with room for what a thousand requests leave behind, the garbage collector comes a quarter as
 * often. `npm start` and `npm run bench` use the same; docs/operating.md tells it to whoever starts it otherwise.
 */
export const serverFlags = ['--max-semi-space-size=64'];
