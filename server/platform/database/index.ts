export * from './columns';
export * from './database';
export * from './dialect';
export * from './session';
export * from './table';
export * from './schema';
export * from './migration';
export * from './folder-lock';
