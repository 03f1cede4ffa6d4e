/** What the server refuses, as an answer that says what to do and shows nothing of other rows. */
import { badRequest, conflict, type ErrorDetail, HttpError, permissionDenied } from './http.js';

/** `public.orders` → its constraints by name → the fields that each is about. */
export type Constraints = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** What `pg` throws for a refusal of the server: https://www.postgresql.org/docs/current/errcodes-appendix.html */
interface Refusal extends Error {
  readonly code: string;
  readonly severity?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
  /** Where in the statement, or in one that a function runs. */
  readonly position?: string;
  readonly internalPosition?: string;
  /** What the server was at: `unnamed portal parameter $3 = '…'`. */
  readonly where?: string;
}

/** `isRemoval`: what failed was to delete a row. Anything that is not the caller's doing is thrown as it is, and answered with 500. */
export function explain(error: unknown, constraints: Constraints): unknown {
  if (isUnreachable(error)) return unavailable(error);
  if (!isRefusal(error)) return error;
  // It ended the connection, or did not let it begin.
  if (error.severity === 'FATAL') return unavailable(error);
  const { code } = error;
  if (code === '23505' || code === '23P01')
    return conflict('There is one like it already.', details(error, constraints, 'is taken'));
  // 23001: of a key that says RESTRICT, since PostgreSQL 18.
  if (code === '23503' || code === '23001') return reference(error, constraints);
  if (code === '23502')
    return unprocessable(
      'Something that is needed is missing.',
      [{ field: `body.${error.column}`, message: 'must not be null' }],
      error,
    );
  if (code === '23514' || code === '44000') {
    return unprocessable(
      'It breaks a rule of the database.',
      details(error, constraints, `breaks ${error.constraint ?? 'a rule'}`),
      error,
    );
  }
  if (code === '42501') return permissionDenied();
  if (code === '55P03') return busy(409, 'CONFLICT', 'Somebody else is changing it. Try again.', error);
  if (code === '40001' || code === '40P01')
    return busy(409, 'CONFLICT', 'Others were changing the same. Try again.', error);
  if (code === '57014') return busy(503, 'UNAVAILABLE', 'It took too long.', error);
  // What a trigger or a function raises by itself: classes that begin so are nobody else's.
  if (/^(?:P000[123]|[I-OQ-WYZ])/.test(code)) return conflict('A rule of the database refuses it.');
  // A text too long for an index, JSON that is nested too deeply.
  if (code.startsWith('54')) return badRequest('A value is too large.');
  // Data that does not fit: numbers too large, text that is no date.
  if (code.startsWith('22') || isOfParameter(error)) return badRequest('A value does not fit its column.');
  // Too many connections, shutting down, out of memory or of disk.
  if (/^(?:53|57P|08|25006)/.test(code)) return unavailable(error);
  return error;
}

/** A change that may work when it is tried again: it was serialised after others, or was one of two that waited for each other. */
export function isWorthRetrying(error: unknown): boolean {
  return isRefusal(error) && (error.code === '40001' || error.code === '40P01');
}

/** The row that it refers to is not there, or the rows that refer to it are. */
function reference(error: Refusal, constraints: Constraints): HttpError {
  const isReferredTo = error.message.startsWith('update or delete');
  if (isReferredTo)
    return conflict('Others refer to it.', [{ field: 'params', message: `${error.table ?? 'a table'} refers to it` }]);
  return unprocessable('It refers to something that is not there.', details(error, constraints, 'is not there'), error);
}

function details(error: Refusal, constraints: Constraints, message: string): readonly ErrorDetail[] {
  const known = ownOf(ownOf(constraints, `${error.schema}.${error.table}`) ?? {}, error.constraint ?? '') ?? [];
  return known.map(field => ({ field: `body.${field}`, message }));
}

/** Types of extensions have codes of their own for what they cannot read: hstore and ltree 42601, geometry XX000. */
function isOfParameter({ code, where, position, internalPosition }: Refusal): boolean {
  // A statement that is wrong is wrong at some place.
  if (code === '42601' && position === undefined && internalPosition === undefined) return true;
  return where !== undefined && /^[^"“”«»\n]*\$\d+(?: = |$)/.test(where);
}

/** A constraint can be called `constructor`. */
function ownOf<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

const unprocessable = (message: string, details: readonly ErrorDetail[], cause: unknown) =>
  new HttpError(422, 'UNPROCESSABLE', message, { details, cause });

const busy = (status: number, code: string, message: string, cause: unknown) =>
  new HttpError(status, code, message, { headers: { 'retry-after': '1' }, cause });

const unavailable = (cause: unknown) => busy(503, 'UNAVAILABLE', 'The database cannot be reached right now.', cause);

function isRefusal(error: unknown): error is Refusal {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code)
  );
}

/** Of sockets and of name servers. */
const unreachableCodes = new Set(
  'ECONNREFUSED ECONNRESET ECONNABORTED ENOTFOUND EAI_AGAIN ETIMEDOUT EPIPE EHOSTUNREACH ENETUNREACH'.split(' '),
);
/** What `pg` says without a code; the last two of a connection that was lost between two statements. */
const unreachableWords =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/;

function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return unreachableCodes.has(code) || unreachableWords.test(error.message);
}
