export const PAGES: string;
export function writeApi(folder: string): Promise<{
  readonly complaints: readonly string[];
  readonly modules: readonly {
    readonly name: string;
    readonly exports: readonly { readonly name: string; readonly speaksOf: readonly string[] }[];
  }[];
}>;
