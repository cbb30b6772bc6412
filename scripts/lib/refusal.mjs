import './signals.mjs';

/** Something the person at the keyboard can mend. Its message is the one line they get to see. */
export class Refusal extends Error {}

/**
 * Runs a launcher's main function and turns its end into an exit code: 0, the code that it returns,
 * or 1 after one line for a Refusal. Anything else thrown is our bug and keeps its stack.
 */
export async function launch(main) {
  try {
    process.exitCode = (await main(process.argv.slice(2))) ?? 0;
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = 1;
  }
}
