export function isBuilt(): boolean;
export function build(env: NodeJS.ProcessEnv): Promise<void>;
