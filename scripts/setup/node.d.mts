export function chooseNode(): string;
export function environmentFor(node: string): NodeJS.ProcessEnv;
