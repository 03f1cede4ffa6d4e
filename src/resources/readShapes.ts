/** What PostgreSQL gives back beyond what JSON Schema's formats know: infinity, NaN, years before 1 and after 9999, NULL in arrays. */
import type { JsonObject } from '../openapi/values.js';
import type { Bounds, ColumnType } from '../schema/relation.js';
import { tightest } from './bounds.js';
import { orNull, rangeShape, shapeOf } from './shapes.js';
import { plainTypeName } from './typeKinds.js';

/** As `shapeOf`, for responses: any value that a column of the type can hold fits it. */
export function readShapeOf(type: ColumnType, bounds: readonly Bounds[], numbers: boolean): JsonObject {
  const { kind, element } = type;
  if (kind === 'array' && element) {
    const items = readShapeOf(element, [], numbers);
    // Of several dimensions only the elements of the last can be NULL.
    return { type: 'array', items: element.kind === 'array' ? items : orNull(items) };
  }
  if (kind === 'range' && element) return rangeShape(readShapeOf(element, [], numbers));
  if (kind === 'multirange' && element) return { type: 'array', items: rangeShape(readShapeOf(element, [], numbers)) };
  const shape = shapeOf(type, bounds, numbers);
  if (kind !== 'base') return shape;
  return widened(shape, type, tightest([...bounds, ...type.domains.flatMap(domain => domain.bounds)]));
}

const infinite = '-?infinity';
/** https://www.postgresql.org/docs/current/datatype-datetime.html: years from 4713 BC to 294276 and, of dates, to 5874897. */
const farDay = '\\d{4,7}-\\d{2}-\\d{2}';
const clock = '\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?';

function widened(shape: JsonObject, type: ColumnType, bounds: Bounds): JsonObject {
  switch (plainTypeName(type)) {
    case 'date':
      return orPattern(shape, `^(${infinite}|${farDay}( BC)?)$`);
    case 'timestamp with time zone':
      return orPattern(shape, `^(${infinite}|${farDay}T${clock}(Z|[+-]\\d{2}:\\d{2}(:\\d{2})?)( BC)?)$`);
    case 'timestamp without time zone':
      return { ...shape, pattern: `^(${infinite}|${farDay}T${clock}( BC)?)$` };
    case 'time with time zone':
      return orPattern(shape, `^${clock}(Z|[+-]\\d{2}:\\d{2}(:\\d{2})?)$`);
    case 'interval':
      return { ...shape, pattern: '^-?(P|infinity)' };
    case '"char"':
      // `\200`
      return { ...shape, maxLength: 4 };
    case 'bigint':
      return withoutSafeEnds(shape, bounds);
    case 'numeric':
      return typeof shape.pattern === 'string' ? numericText(shape, type, bounds) : unlessFinite(shape, bounds);
    case 'real':
    case 'double precision':
      return unlessFinite(shape, bounds);
    default:
      return shape;
  }
}

/** The format stays, for those who read it. */
function orPattern({ description, ...shape }: JsonObject, pattern: string): JsonObject {
  return { ...(description !== undefined && { description }), anyOf: [shape, { type: 'string', pattern }] };
}

/** NaN is more than any number (https://www.postgresql.org/docs/current/datatype-numeric.html), and infinity is more than any other. */
function numericText(shape: JsonObject, { modifiers }: ColumnType, bounds: Bounds): JsonObject {
  const isLimited = modifiers.length > 0;
  const hasMost = bounds.maximum !== undefined || bounds.exclusiveMaximum !== undefined;
  const hasLeast = bounds.minimum !== undefined || bounds.exclusiveMinimum !== undefined;
  const special = [
    ...(hasMost ? [] : ['NaN']),
    ...(hasMost || isLimited ? [] : ['Infinity']),
    ...(hasLeast || isLimited ? [] : ['-Infinity']),
  ];
  const { maxLength, pattern, ...rest } = shape;
  const finite = String(pattern).slice(1, -1);
  return {
    ...rest,
    pattern: special.length > 0 ? `^(${[...special, finite].join('|')})$` : `^${finite}$`,
    ...(isLimited && { maxLength: Math.max(Number(maxLength), hasMost ? 0 : 3) }),
  };
}

/** JSON has no NaN and no infinity: null stands for them, unless a CHECK keeps them out. */
function unlessFinite(shape: JsonObject, { minimum, exclusiveMinimum, maximum, exclusiveMaximum, oneOf }: Bounds) {
  const isBetween = (minimum ?? exclusiveMinimum) !== undefined && (maximum ?? exclusiveMaximum) !== undefined;
  return isBetween || oneOf !== undefined ? shape : orNull(shape);
}

/** What requests may not ask for, rows can still have; the last of them are rounded to what is no int64. */
function withoutSafeEnds(shape: JsonObject, bounds: Bounds): JsonObject {
  if (shape.type !== 'integer') return shape;
  const { minimum, maximum, format: _format, ...rest } = shape;
  return {
    ...rest,
    ...(minimum !== undefined && bounds.minimum !== undefined && { minimum }),
    ...(maximum !== undefined && bounds.maximum !== undefined && { maximum }),
  };
}
