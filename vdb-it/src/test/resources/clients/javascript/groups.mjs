// Runs groups of checks one after the other; the first that fails ends the process with 1.

import assert from 'node:assert/strict';

export function equal(actual, expected, what) {
  assert.deepEqual(actual, expected, `${what}: expected ${show(expected)}, found ${show(actual)}`);
}

function show(value) {
  return JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? `${v}n` : v));
}

/** Fails unless the call does, in a way that the test accepts. */
export async function refused(call, accepts, what) {
  try {
    await call();
  } catch (error) {
    assert.ok(accepts(error), `${what}: ${error.stack}`);
    return;
  }
  assert.fail(`${what} was accepted`);
}

export async function run(groups) {
  for (const [name, group] of Object.entries(groups)) {
    try {
      await group();
    } catch (error) {
      console.error(`${name}: ${error.stack}`);
      process.exit(1);
    }
    console.log(`${name}: ok`);
  }
  console.log('all is well');
}
