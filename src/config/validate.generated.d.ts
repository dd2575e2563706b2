// Generated from scripts/generate.ts by "npm run generate". Changes made here are lost.

/** An error of ajv; `params` depends on the keyword. */
export interface ConfigError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}
/** False where the configuration breaks its schema; `errors` says where, until the next call. */
export declare const validateConfig: { (value: unknown): boolean; errors?: readonly ConfigError[] | null };
