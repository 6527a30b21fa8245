// Runs one of the project's tasks on any machine with git and Node 20. An older Node must be able to read this file
// to be told so: no static imports, no modern syntax.
const OLDEST_NODE = 20;

if (Number(process.versions.node.split(".")[0]) < OLDEST_NODE) {
  console.error("midwatch needs Node " + OLDEST_NODE + " or later; this is Node " + process.versions.node + ".");
  process.exitCode = 2;
} else {
  void import("./setup/tasks.mjs").then(({ runTask }) => runTask(process.argv[2], process.argv.slice(3)));
}
