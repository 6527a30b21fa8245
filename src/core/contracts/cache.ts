/** Texts that can be worked out again, kept so that they need not be. Never fails: what cannot be kept is not there. */
export interface TextCache {
  read(key: string): Promise<string | undefined>;
  write(key: string, text: string): Promise<void>;
}
