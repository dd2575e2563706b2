/** How the shape of a value is written: what the decoder of the API server takes, as far as we look. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: ValueType | readonly ValueType[];
  readonly nullable?: true;
  readonly properties?: Fields;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
}

type ValueType = 'string' | 'integer' | 'boolean' | 'object' | 'array';
export type Fields = { readonly [field: string]: Schema };

// A null is an absent field for the API server, so every field may be null unless our reading needs it.
export const string: Schema = { type: 'string', nullable: true };
export const integer: Schema = { type: 'integer', nullable: true };
export const boolean: Schema = { type: 'boolean', nullable: true };
export const anyObject: Schema = { type: 'object', nullable: true };
export const anyList: Schema = { type: 'array', nullable: true };

export const part = ($ref: string): Schema => ({ $ref });
export const object = (properties: Fields): Schema => ({ type: 'object', nullable: true, properties });
export const list = (items: Schema): Schema => ({ type: 'array', nullable: true, items });
export const mapOf = (value: Schema): Schema => ({
  type: 'object',
  nullable: true,
  additionalProperties: value,
});
/** An item of a list: a null there would be an empty object, which no list that we read may hold. */
export const item = (properties: Fields, ...required: readonly string[]): Schema => ({
  type: 'object',
  properties,
  required,
});

export const strings = list({ type: 'string' });
/** The API server decodes a null among strings as "". */
export const words = list(string);
export const number: Schema = { type: 'integer' };
export const text: Schema = { type: 'string' };
