/** Pictures that are built in; the import is their address. */
declare module '*.png' {
  const address: string;
  export = address;
}
