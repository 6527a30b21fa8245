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
  process.once("beforeExit", tellOfSilence);
  answer(args)
    .then(end)
    .catch((error) => {
      console.error(error);
      return end(1);
    });
}

/** Nothing is left that could answer: Node would end with 0, and without a word. */
function tellOfSilence() {
  console.error("midwatch has no answer: something that it asked, a plugin perhaps, never answered");
  process.exitCode = 1;
}

/** What may hold the process when its last word is read: a timer, a socket, or a promise of somebody else's. */
const HELD_MS = 1000;

/** The answer is given, and whatever was to be kept is kept: nothing but whoever reads it is waited for. */
function end(exitCode) {
  process.exitCode = exitCode;
  process.removeListener("beforeExit", tellOfSilence);
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.removeAllListeners(name);
  return Promise.all([process.stdout, process.stderr].map(written)).then(() => {
    setTimeout(() => process.exit(), HELD_MS).unref();
  });
}

function written(stream) {
  return new Promise((done) => {
    stream.write("", () => done());
  });
}

/** The whole command line takes its time to load; a status has to be there at once. */
function answer(args) {
  const whole = () => import("./main.js").then((cli) => cli.main(args));
  const quick = () => import("./quick.js").then((cli) => cli.quickStatus(args));
  return import("./compile-cache.js")
    .then((cache) => cache.keepCompiled())
    .then(() => (args[0] === "status" ? quick() : undefined))
    .then((exitCode) => (exitCode === undefined ? whole() : exitCode));
}

if (isNodeTooOld()) refuseThisNode();
else run(process.argv.slice(2));
