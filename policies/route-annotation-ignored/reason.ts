import type { AnnotationFact } from '../../src/routes/controllers/dialect.ts';
import type { Preset } from '../../src/routes/controllers/preset.ts';

/** Why an annotation has no effect, with the fact of the key that is meant. */
export type Reason =
  /** It belongs to another controller, and the controllers of the route read other keys for the same. */
  | {
      readonly is: 'foreign';
      readonly fact: AnnotationFact;
      readonly owner: Preset;
      readonly own: readonly AnnotationFact[];
      readonly mend: KeyAndText | null;
    }
  | { readonly is: 'misspelt'; readonly fact: AnnotationFact; readonly preset: Preset }
  /** The controller reads the key from an object of another kind. */
  | { readonly is: 'misplaced'; readonly fact: AnnotationFact; readonly preset: Preset }
  | { readonly is: 'unreadable'; readonly fact: AnnotationFact; readonly preset: Preset }
  | {
      readonly is: 'no-effect';
      readonly says: string;
      readonly preset: Preset;
      readonly because: readonly string[];
    };

export interface KeyAndText {
  readonly key: string;
  readonly text: string;
}

/** What makes requests fail if it is ignored. The rest changes a path, a header or a limit: at most an info. */
export const isSerious = ({ effect }: AnnotationFact): boolean =>
  effect === 'protocol' || effect === 'timeout' || effect === 'buffers';
