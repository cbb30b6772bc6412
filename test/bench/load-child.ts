import { runLoad, type LoadJob } from './load';

/** A process of its own for the load, so that its work is not counted as the server's. */
process.on('message', (job: LoadJob) => {
  runLoad(job).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.once('disconnect', () => process.exit(0));
