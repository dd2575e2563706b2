import type { Json } from './json.ts';

/**
 * The shape that the API server's decoder accepts, for the fields that we read. A shape has types only: rules check
 * ranges, enums and names. A field that the shape does not name passes.
 * `scripts/generate.ts` compiles every kind's shape to `validate.generated.js`; a watched cluster stores only the fields
 * that the shape names; and `T` is the TypeScript type of a value that fits. So a field is stated once.
 */
export interface Schema<T = unknown> {
  readonly type: ValueType | readonly ValueType[];
  /** The API server reads a null as an absent field, so every field may be null unless our code needs its value. */
  readonly nullable?: true;
  readonly properties?: Fields;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  /** Fields that `properties` does not name are kept too, as plain JSON. */
  readonly open?: true;
  /** Never set: it carries the type of a value that fits. */
  readonly fits?: T;
}

export type ValueType = 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array';
export type Fields = { readonly [field: string]: Schema };

/** The type of a value that fits the schema. */
export type Infer<S> = S extends Schema<infer T> ? T : never;

export type IntOrString = number | string;
/** A field as written: a value, null, or absent. */
export type Maybe<T> = T | null | undefined;

type JsonMap = { readonly [field: string]: Json };
type Optional<F extends Fields> = { readonly [K in keyof F]?: Infer<F[K]> };
type Required<F extends Fields, R extends keyof F> = { readonly [K in R]: Infer<F[K]> };
type Flat<T> = { readonly [K in keyof T]: T[K] };

export const string: Schema<string | null> = { type: 'string', nullable: true };
export const integer: Schema<number | null> = { type: 'integer', nullable: true };
export const boolean: Schema<boolean | null> = { type: 'boolean', nullable: true };
export const intOrString: Schema<number | string | null> = { type: ['integer', 'string'], nullable: true };
/** A quantity: a number, also one with a fraction, or a text such as `512Mi`. */
export const quantity: Schema<number | string | null> = { type: ['number', 'string'], nullable: true };
export const anyObject: Schema<JsonMap | null> = { type: 'object', nullable: true };
export const anyList: Schema<readonly Json[] | null> = { type: 'array', nullable: true };
/** The type of a list's item or of a required field: never null. */
export const number: Schema<number> = { type: 'integer' };
export const text: Schema<string> = { type: 'string' };
export const anyItem: Schema<JsonMap> = { type: 'object' };

export const object = <const F extends Fields>(properties: F): Schema<Optional<F> | null> => ({
  type: 'object',
  nullable: true,
  properties,
});

/** An object whose other fields are kept, too. */
export const openObject = <const F extends Fields>(
  properties: F,
): Schema<(Optional<F> & { readonly [field: string]: Json }) | null> => ({
  type: 'object',
  nullable: true,
  properties,
  open: true,
});

export const list = <T>(items: Schema<T>): Schema<readonly T[] | null> => ({
  type: 'array',
  nullable: true,
  items,
});

export const mapOf = <T>(value: Schema<T>): Schema<{ readonly [key: string]: T } | null> => ({
  type: 'object',
  nullable: true,
  additionalProperties: value,
});

/** A list's item. The API server decodes a null item to an empty object, which no list that we read may hold. */
export const item = <const F extends Fields, const R extends string & keyof F = never>(
  properties: F,
  ...required: readonly R[]
): Schema<Flat<Optional<Omit<F, R>> & Required<F, R>>> => ({ type: 'object', properties, required });

/** The root of an object: never null. */
export const root = <const F extends Fields>(properties: F): Schema<Optional<F>> => ({
  type: 'object',
  properties,
});

export const strings = list(text);
/** Items may be null: the API server decodes a null among strings as "". */
export const words = list(string);
