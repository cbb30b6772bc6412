export * from './allocation';
export * from './brand';
export * from './format';
export * from './ids';
export * from './money';
export * from './result';
export * from './time';
export * from './zone';
