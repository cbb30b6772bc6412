import 'reflect-metadata';
import { createApp } from './app';
import { NotMigrated } from './core';
import { ConfigError, loadConfig } from './platform/config';
import { FolderInUse, lockFolder } from './platform/database';

/** Starts the server of the environment's settings; ends with a clear line when it cannot. */
async function main(): Promise<void> {
  const config = loadConfig();
  const unlock = config.database_url === null ? lockFolder(config.data_dir) : () => undefined;
  try {
    const app = await createApp(config);
    const stop = (signal: string): void => {
      app.core.log.info({ signal }, 'stopping');
      void app.close().then(
        () => {
          unlock();
          process.exit(0);
        },
        (error: unknown) => {
          app.core.log.error({ err: error }, 'did not stop cleanly');
          process.exit(1);
        },
      );
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    await app.nest.listen(config.port, config.host);
    app.core.log.info({ port: config.port }, 'listening');
  } catch (error) {
    unlock();
    throw error;
  }
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) for (const line of error.problems) console.error(line);
  else if (error instanceof FolderInUse || error instanceof NotMigrated) console.error(error.message);
  else console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exit(1);
});
