import process from "node:process";

/** A condition that a person has to put right; the message says how. */
export class SetupError extends Error {
  constructor(message, exitCode = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Progress goes to stderr, so that the output of a task can be piped. */
export function say(sentence) {
  process.stderr.write(`midwatch: ${sentence}\n`);
}

/** Says what is being done on one line, and how long it took on the same line. */
export async function narrate(sentence, work) {
  const start = performance.now();
  process.stderr.write(`midwatch: ${sentence} … `);
  try {
    const result = await work();
    process.stderr.write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`);
    return result;
  } catch (error) {
    process.stderr.write("failed\n");
    throw error;
  }
}
