// A registry that lacks the packages of other platforms makes `npm install` leave them out of package-lock.json, and
// `npm ci` then refuses it. This adds the entries that are missing. They carry no integrity, because nothing was fetched.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { noteInstalled } from "./setup/install.mjs";
import { ROOT } from "./setup/paths.mjs";

const FILE = join(ROOT, "package-lock.json");
const SYSTEM = /darwin|win32|linux|freebsd|netbsd|openbsd|sunos|aix|android|openharmony|wasi|wasm32/;
const CPU = /ia32|x64|arm64|arm(?=v|-)|ppc64|s390x|riscv64|loong64|mips64el|wasm32/;

const lock = JSON.parse(readFileSync(FILE, "utf8"));
const missing = Object.entries(lock.packages).flatMap(([at, owner]) => missingFrom(lock.packages, at, owner));
lock.packages = sorted({ ...Object.fromEntries(missing), ...lock.packages });
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
noteInstalled();
console.log(`package-lock.json: ${missing.length} platform packages added`);

function missingFrom(packages, at, owner) {
  return Object.entries(owner.optionalDependencies ?? {})
    .filter(([name]) => !packages[`${at}/node_modules/${name}`] && !packages[`node_modules/${name}`])
    .map(([name, range]) => [`node_modules/${name}`, entryFor(name, range, owner)]);
}

function entryFor(name, range, owner) {
  return {
    version: range.replace(/^\D*/, ""),
    cpu: [CPU.exec(name)?.[0] ?? "unknown"],
    ...(owner.dev && { dev: true }),
    ...(name.includes("musl") && { libc: ["musl"] }),
    optional: true,
    os: [SYSTEM.exec(name)?.[0] ?? "unknown"],
  };
}

function sorted(packages) {
  return Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
}
