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

function run(args) {
  answer(args)
    .then((exitCode) => {
      process.exitCode = exitCode;
    })
    .catch((error) => {
      console.error(error);
      process.exitCode = 1;
    });
}

/** The whole command line takes its time to load; a status has to be there at once. */
function answer(args) {
  const whole = () => import("./main.js").then((cli) => cli.main(args));
  if (args[0] !== "status") return whole();
  return import("./quick.js")
    .then((quick) => quick.quickStatus(args))
    .then((exitCode) => (exitCode === undefined ? whole() : exitCode));
}

if (isNodeTooOld()) refuseThisNode();
else run(process.argv.slice(2));
