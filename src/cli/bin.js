#!/usr/bin/env node
// Every Node since 12 must be able to read this file, to be told that it is too old: no static imports, no modern syntax.
const OLDEST_NODE = 24;

function isNodeTooOld() {
  return Number(process.versions.node.split(".")[0]) < OLDEST_NODE;
}

function refuseThisNode() {
  console.error(
    "midwatch runs on Node " +
      OLDEST_NODE +
      " or later, but this is Node " +
      process.versions.node +
      ". " +
      "Install a newer Node from https://nodejs.org, or put it first on the PATH.",
  );
  process.exitCode = 2;
}

/** Loads the whole command line; a command that has to answer at once gets a branch of its own before this. */
function run(args) {
  import("./main.js")
    .then((cli) => cli.main(args))
    .then((exitCode) => {
      process.exitCode = exitCode;
    })
    .catch((error) => {
      console.error(error);
      process.exitCode = 1;
    });
}

if (isNodeTooOld()) refuseThisNode();
else run(process.argv.slice(2));
