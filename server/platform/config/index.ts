export * from './config';
export { envExample } from './example';
export * from './load';
