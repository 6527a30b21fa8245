import { note } from "./log.mjs";

const nameOf = (test) => `${test.module.relativeModuleId} > ${test.fullName}`;

/** A reporter of vitest's, for `.ci/run`: what runs at the moment, and in the end how many passed. */
export default class LogReporter {
  onTestRunStart() {
    note({ run: "began" });
  }

  onTestModuleQueued(module) {
    note({ began: module.relativeModuleId });
  }

  onTestModuleEnd(module) {
    note({ ended: module.relativeModuleId });
  }

  onTestCaseReady(test) {
    note({ began: nameOf(test) });
  }

  onTestCaseResult(test) {
    note({ ended: nameOf(test) });
  }

  onTestRunEnd(modules, unhandledErrors) {
    const result = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) result[test.result().state] += 1;
      // A file or a group that cannot be loaded or prepared fails without a test that does.
      const isHeldUp = [module, ...module.children.allSuites()].some((one) => one.errors().length > 0);
      if (isHeldUp) result.failed += 1;
    }
    note({ result });
  }
}
