export * from './call';
export { API_PREFIX, Handle, Input, pathOf, System } from './handle';
export * from './refusal';
export * from './replayable';
