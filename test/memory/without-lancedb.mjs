// Stands for an installation without optional dependencies: node --import ./without-lancedb.mjs …
import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "@lancedb/lancedb") throw new Error(`Cannot find package '${specifier}'`);
    return next(specifier, context);
  },
});
