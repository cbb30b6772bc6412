export { CryptoBusy } from './gate';
export * from './keyring';
