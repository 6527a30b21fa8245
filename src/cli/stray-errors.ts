import { asError, messageOf } from "../core/errors.ts";

const OF_A_CONNECTION =
  /^(?:ABORT_ERR|CERT_|EADDRNOTAVAIL|EAI_|ECONN|EHOST|EMFILE|ENETDOWN|ENETUNREACH|ENOTFOUND|EPIPE|ERR_(?:HTTP|SOCKET|SSL|STREAM|TLS)|ETIMEDOUT|HPE_|UND_ERR)/;

/** Words for an error that belongs to somebody else's part; undefined when it does not. */
export type Blame = (thrown: unknown) => string | undefined;

/**
 * A connection may fail when nobody waits for it any more, in a part of ours, a library's or a plugin's, and a plugin may
 * throw where nobody catches: that is told, and no reason to end in the middle of a session. Everything else that nobody
 * has caught ends the process.
 */
export function outliveStrayErrors(tell: (trouble: string) => void, blame: Blame = () => undefined): void {
  process.on("uncaughtException", (thrown) => {
    if (isOfConnection(thrown)) return tell(`a connection failed in the background: ${messageOf(thrown)}`);
    const whose = blame(thrown);
    if (whose !== undefined)
      return tell(`${whose} threw in the background, where nobody catches: ${messageOf(thrown)}`);
    console.error(thrown);
    process.exit(1);
  });
}

function isOfConnection(thrown: unknown): boolean {
  const { code, name, cause } = asError(thrown) as NodeJS.ErrnoException;
  if (name === "AbortError" || (typeof code === "string" && OF_A_CONNECTION.test(code))) return true;
  return cause !== undefined && isOfConnection(cause);
}
