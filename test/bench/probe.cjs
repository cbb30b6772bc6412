/** Preloaded into a measured process: tells the bench, when asked, how much CPU time (µs) the process has used. */
process.on('message', (asked) => {
  if (asked !== 'cpu') return;
  const { user, system } = process.cpuUsage();
  process.send({ cpu_us: user + system });
});
// a bench that failed leaves nobody behind
process.once('disconnect', () => process.exit(0));
