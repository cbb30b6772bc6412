export * from './contrast';
export * from './css';
export * from './tokens';
