/** Which values have to be there for a condition not to hold. */
import type { tree } from '../parse.js';

/** `!a || !b.c` → `a`, `b.c`: whichever is missing, the condition holds. */
export function absentIn(test: tree.Node): tree.Node[] {
  switch (test.type) {
    case 'ParenthesizedExpression':
      return absentIn(test.expression);
    case 'LogicalExpression':
      return test.operator === '||' ? [...absentIn(test.left), ...absentIn(test.right)] : [];
    case 'UnaryExpression':
      return test.operator === '!' ? presentIn(test.argument) : [];
    case 'BinaryExpression':
      return comparedToNothing(test);
    case 'CallExpression':
      // `isEmpty(body.name)`, `_.isNil(body.name)`
      return /^(isEmpty|isNil|isUndefined)$/.test(lastName(test.callee)) && test.arguments[0]
        ? place(test.arguments[0])
        : [];
    default:
      return [];
  }
}

/** `a && b.c`, `Array.isArray(a)`: without any of them it does not hold. */
export function presentIn(test: tree.Node): tree.Node[] {
  switch (test.type) {
    case 'ParenthesizedExpression':
      return presentIn(test.expression);
    case 'LogicalExpression':
      return test.operator === '&&' ? [...presentIn(test.left), ...presentIn(test.right)] : [];
    case 'UnaryExpression':
      return test.operator === '!' ? absentIn(test.argument) : [];
    case 'CallExpression':
      return /^(isArray|isString|isObject|isNumber|isBoolean)$/.test(lastName(test.callee)) && test.arguments[0]
        ? place(test.arguments[0])
        : [];
    default:
      return place(test);
  }
}

/** `a == null`, `typeof a === 'undefined'`, `typeof a !== 'string'`, `a.length === 0` */
function comparedToNothing({ operator, left, right }: tree.BinaryExpression): tree.Node[] {
  const same = operator === '===' || operator === '==';
  if (left.type === 'UnaryExpression' && left.operator === 'typeof' && right.type === 'StringLiteral') {
    return (right.value === 'undefined') === same ? place(left.argument) : [];
  }
  if (!same) return [];
  const none = right.type === 'NullLiteral' || (right.type === 'Identifier' && right.name === 'undefined');
  return none ? place(left) : [];
}

/** Names and members alone can be looked at once more without consequences. */
function place(node: tree.Node): tree.Node[] {
  if (node.type === 'Identifier') return [node];
  if (node.type === 'TSNonNullExpression' || node.type === 'TSAsExpression') return place(node.expression);
  if (node.type !== 'MemberExpression' && node.type !== 'OptionalMemberExpression') return [];
  if (place(node.object).length === 0) return [];
  if (node.computed) return /^(Identifier|StringLiteral)$/.test(node.property.type) ? [node] : [];
  return node.property.type === 'Identifier' && node.property.name === 'length' ? place(node.object) : [node];
}

function lastName(callee: tree.Node): string {
  if (callee.type === 'Identifier') return callee.name;
  const named = callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression';
  return named && callee.property.type === 'Identifier' ? callee.property.name : '';
}
