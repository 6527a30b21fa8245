import { expect, it } from "vitest";
import { readHouse } from "../../tools/house/house.ts";

it("git push stands in the two files that look after what the remote answers", () => {
  const pushing = readHouse("src")
    .filter(({ path, text }) => path.startsWith("src/core/") && text.includes('["push"'))
    .map(({ path }) => path);
  expect(pushing).toEqual(["src/core/host/git/kept-refs.ts", "src/core/host/git/remote-branch.ts"]);
});
