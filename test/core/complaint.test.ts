import { expect, it } from "vitest";
import { tellingLine, withLine } from "../../src/core/text/complaint.ts";

const FOOTER = "\n    at file:///a/agent.mjs:1:7\n    at async node:internal/modules/esm/loader:647:26";

it.for([
  [
    "Node, an error that is thrown",
    `file:///a/agent.mjs:1\nthrow new Error("no price: file not found");\n      ^\n\nError: no price: file not found${FOOTER}\n\nNode.js v24.22.3`,
    "Error: no price: file not found",
  ],
  [
    "Node, an error of its own making",
    `/a/agent.js:3\nx()\n^\n\nTypeError: x is not a function${FOOTER} {\n  code: 'E',\n  [cause]: SyntaxError: no\n      at JSON.parse\n}\n\nNode.js v24.22.3`,
    "TypeError: x is not a function",
  ],
  [
    "Node, a script that is missing",
    `node:internal/modules/cjs/loader:1568\n  throw err;\n  ^\n\nError: Cannot find module '/a/agent.mjs'${FOOTER} {\n  code: 'MODULE_NOT_FOUND',\n  requireStack: []\n}\n\nNode.js v24.22.3`,
    "Error: Cannot find module '/a/agent.mjs'",
  ],
  [
    "Node, words that are thrown",
    '/a/b.cjs:1\nthrow "boom"\n^\nboom\n(Use `node --trace-uncaught ...` to show where)\n\nNode.js v24.22.3',
    "boom",
  ],
  [
    "Node, after an error that it has caught",
    `Error: once more${FOOTER}\nstarting again\nfile:///a/a.mjs:9\nlast()\n^\n\nRangeError: too many${FOOTER}\n\nNode.js v24.22.3`,
    "RangeError: too many",
  ],
  [
    "Python",
    'Traceback (most recent call last):\n  File "a.py", line 2, in f\n    raise ValueError("x")\nValueError: no price\nfor today, it cannot be',
    "ValueError: no price",
  ],
  [
    "Python, one error while another is dealt with",
    "Traceback (most recent call last):\n  File\nZeroDivisionError: x\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File\nmine.NoPrice: today",
    "mine.NoPrice: today",
  ],
  [
    "Python, a group",
    '  + Exception Group Traceback (most recent call last):\n  |   File "t.py"\n  |     raise E\n  | ExceptionGroup: several (1 sub-exception)\n  +-+---- 1 ----\n    | ValueError: a\n    +----',
    "ExceptionGroup: several (1 sub-exception)",
  ],
  [
    "Python, what it cannot read",
    "  File \"r.py\", line 1\n    foo(\n       ^\nSyntaxError: '(' was never closed",
    "SyntaxError: '(' was never closed",
  ],
  [
    "Python, a script that is missing",
    "python3: can't open file '/a/nope.py': [Errno 2] No such file or directory",
    "python3: can't open file '/a/nope.py': [Errno 2] No such file or directory",
  ],
  ["Ruby", "a.rb:2:in 'f': boom (RuntimeError)\n\tfrom a.rb:4:in '<main>'", "a.rb:2:in 'f': boom (RuntimeError)"],
  ["Perl", "reading\nboom at a.pl line 1.", "boom at a.pl line 1."],
  [
    "Go",
    "panic: index out of range\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:3\nexit status 2",
    "panic: index out of range",
  ],
  [
    "Rust",
    "thread 'main' panicked at src/main.rs:2:5:\nboom\nnote: run with `RUST_BACKTRACE=1` environment variable",
    "thread 'main' panicked at src/main.rs:2:5: boom",
  ],
  [
    "Java",
    'Exception in thread "main" java.lang.RuntimeException: boom\n\tat A.main(A.java:3)\nCaused by: java.io.IOException: no\n\tat A.b(A.java:9)\n\t... 3 more',
    'Exception in thread "main" java.lang.RuntimeException: boom',
  ],
  [
    "a shell whose script is missing, and that says goodbye",
    "bash: ./x.sh: No such file or directory\ncleaning up",
    "bash: ./x.sh: No such file or directory",
  ],
  [
    "a shell, and what follows from it",
    "./a.sh: line 3: foo: command not found\nagent failed",
    "./a.sh: line 3: foo: command not found",
  ],
  [
    "npm",
    "npm error code E404\nnpm error 404 Not Found - GET x\nnpm error\nnpm error A complete log of this run can be found in: /l",
    "npm error 404 Not Found - GET x",
  ],
  [
    "git",
    "remote: error: GH006: Protected branch update failed\nTo o\n ! [remote rejected] a -> a (hook declined)\nerror: failed to push some refs to 'o'",
    "remote: error: GH006: Protected branch update failed",
  ],
  ["make", "a.test.ts: 3 tests failed\nmake: *** [Makefile:3: test] Error 1", "a.test.ts: 3 tests failed"],
  ["colours", "\u001b[31mError: red\u001b[0m\n    at x", "Error: red"],
  ["words of its own", "starting\nno licence\n\n", "no licence"],
  ["nothing", "\n \n", ""],
] as const)("the line that says what is wrong, of %s (B15)", ([, text, line]) => {
  expect(tellingLine(text)).toBe(line);
});

it("only the end of much is kept", () => {
  let text = "";
  for (let n = 0; n < 30_000; n++) text = withLine(text, `line ${n}`);
  expect(text.length).toBeLessThan(200_000);
  expect(tellingLine(text)).toBe("line 29999");
});
