/** What a filter says of an event, as a tree. Every node knows where in the filter it stands. */
export type Condition =
  | {
      readonly kind: 'logic';
      readonly operator: '&&' | '||';
      readonly left: Condition;
      readonly right: Condition;
      readonly at: number;
    }
  | { readonly kind: 'not'; readonly operand: Condition; readonly at: number }
  | Comparison
  | TextMatch
  | Value;

export interface Comparison {
  readonly kind: 'comparison';
  readonly operator: '==' | '!=' | '<' | '>' | '<=' | '>=';
  readonly left: Value;
  readonly right: Value;
  readonly at: number;
}

/** A field against a regular expression. */
export interface TextMatch {
  readonly kind: 'match';
  readonly left: Value;
  readonly pattern: RegExp;
  readonly negated: boolean;
  readonly at: number;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '<<' | '>>' | '&' | '|' | '^';

/** What has a value; as a condition it holds when that is not zero. */
export type Value =
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'number'; readonly value: bigint; readonly at: number }
  | { readonly kind: 'text'; readonly text: string; readonly at: number }
  | {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Value;
      readonly right: Value;
      readonly at: number;
    };

export function isValue(condition: Condition): condition is Value {
  return ['name', 'number', 'text', 'arithmetic'].includes(condition.kind);
}

export function listTerms(condition: Condition): (Comparison | TextMatch | Value)[] {
  if (condition.kind === 'logic') return [...listTerms(condition.left), ...listTerms(condition.right)];
  return condition.kind === 'not' ? listTerms(condition.operand) : [condition];
}
