export * from './access';
export * from './person-tokens';
export * from './principal';
