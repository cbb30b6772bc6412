import type { Core, WxFunctions, WxOptions } from './core';

/** Pictures and other files on the phone: base64 by path, as a camera or an album would have put them there. */
export type PhoneFiles = Map<string, string>;

/** Files as the mini-program sees them. A picture made smaller is the same picture: nothing here knows pictures. */
export function fileFunctions(core: Core, files: PhoneFiles): WxFunctions {
  type Reading = WxOptions & { readonly filePath: string; readonly encoding?: string };
  const manager = {
    readFile(options: Reading): void {
      const kept = files.get(options.filePath);
      const missing = { fail: `no such file or directory, open ${options.filePath}` };
      const text = options.encoding === 'base64' ? kept : undefined;
      void core.respond(
        'readFile',
        options,
        kept === undefined ? missing : { data: text ?? Buffer.from(kept, 'base64').toString('utf8') },
      );
    },
  };
  return {
    getFileSystemManager: () => manager,
    compressImage: (options: WxOptions & { readonly src: string }) =>
      core.ask('compressImage', options, { tempFilePath: options.src }),
  };
}
