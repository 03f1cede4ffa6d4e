/** A table as an API shows it. Plain data, from which the description and the handlers are made. */
import type { Json } from '../openapi/json.js';
import type { ColumnType, UniqueKey } from '../schema/relation.js';

export interface Resource {
  /** What it is over. */
  readonly relation: {
    readonly schema: string;
    readonly name: string;
    readonly isView: boolean;
    readonly isPartitioned: boolean;
  };
  /** Segment of its paths, in the plural, distinct: `order-items`. */
  readonly segment: string;
  /** Names of its schemas, in the singular, distinct: `OrderItem`. */
  readonly type: string;
  /** Of its list, in the plural: `OrderItems` of `listOrderItems`. */
  readonly collection: string;
  readonly description?: string;
  readonly fields: readonly Field[];
  /** Names of fields. Empty: rows cannot be told apart, the resource is read-only and its list has an offset in place of a cursor. */
  readonly key: readonly string[];
  /** Path parameters for the key, in its order: the columns' names, where those can stand in a path. */
  readonly keyParameters: readonly string[];
  readonly does: ReadonlySet<'get' | 'create' | 'update' | 'delete'>;
  /** First the one that is used unless another is asked for: by the key. Empty without a key. */
  readonly sorts: readonly Sort[];
  readonly filters: readonly Filter[];
  /** By what a change is told: `xmin`; undefined for views, foreign tables, and partitioned ones, of whose new rows the server does not tell it. */
  readonly version: 'xmin' | undefined;
  readonly uniques: readonly UniqueKey[];
  /** Constraints by the name that an error of the server has → the fields that it is about. */
  readonly constraints: readonly { readonly name: string; readonly fields: readonly string[] }[];
  /** Lists of this resource below another: `/customers/{customer_id}/orders`. */
  readonly nested: readonly NestedList[];
  /** Only for a table that does nothing but relate two others: it has no paths of its own, only these. */
  readonly links: readonly Link[];
  /** Row-level security is on. */
  readonly rowSecurity: boolean;
}

export interface Field {
  /** Of the column and of the property. */
  readonly name: string;
  readonly type: ColumnType;
  /** Of requests: JSON Schema 2020-12, with null where the column can be NULL, without readOnly and writeOnly. */
  readonly schema: { readonly [key: string]: Json };
  /** As `schema`, of responses: all that PostgreSQL may hold, such as `infinity`. */
  readonly readSchema: { readonly [key: string]: Json };
  /** `writeOnly`: a secret, which no response has. */
  readonly access: 'readWrite' | 'readOnly' | 'writeOnly';
  /** A new row needs it. */
  readonly required: boolean;
  readonly nullable: boolean;
  /** Part of the key: it is given at creation, if at all, and never changed. */
  readonly isKey: boolean;
}

/**
 * Fields in the order of an index, each ascending or all descending, that end with those of the key; none can be NULL. In a nested list
 * those of its foreign key are left out, as they are the same in all of it, unless nothing else would be left.
 */
export interface Sort {
  /** Value of the `sort` parameter: `created_at`; with `-` before it for the other way. */
  readonly name: string;
  readonly fields: readonly string[];
}

export interface Filter {
  /** Of the query parameter: `status`, `created_at_gte`. */
  readonly parameter: string;
  readonly field: string;
  readonly operator: '=' | '>=' | '>' | '<=' | '<';
  /** Only in the list below this parent, whose foreign key comes before the field in an index. */
  readonly within?: NestedList['name'];
}

export interface NestedList {
  /** Distinct within the API: `CustomerOrders` of `listCustomerOrders`. */
  readonly name: string;
  /** Segment of the parent, which is a resource with a key. */
  readonly parent: string;
  /** Segment below it: `orders`; with the column when two keys lead there: `orders-by-billing-customer`. */
  readonly segment: string;
  /** Of this resource, in the order of the parent's key. */
  readonly fields: readonly string[];
  /** Path parameters, in the order of the parent's key: `customer_id`. */
  readonly parameters: readonly string[];
  readonly sorts: readonly Sort[];
}

/** One side of a table that relates two: `/students/{student_id}/courses`, and PUT and DELETE of `/students/{student_id}/courses/{course_id}`. */
export interface Link {
  /** `StudentCourses` of `listStudentCourses`; `StudentCourse` of `addStudentCourse` and `removeStudentCourse`. */
  readonly collection: string;
  readonly type: string;
  /** Segments of the two resources. */
  readonly from: string;
  readonly to: string;
  /** Below `from`. */
  readonly segment: string;
  /** Columns of the relating table, in the order of the keys of the two, and the path parameters for them. */
  readonly fromFields: readonly string[];
  readonly toFields: readonly string[];
  readonly fromParameters: readonly string[];
  readonly toParameters: readonly string[];
  /** An index leads with `fromFields`: only then can it be listed. */
  readonly listed: boolean;
}

/** Something left out, or to be known, with its reason and what to do. */
export interface ResourceNote {
  readonly rule:
    | 'no-key'
    | 'unindexed-foreign-key'
    | 'secret-column'
    | 'row-security'
    | 'unreadable-check'
    | 'left-out';
  readonly severity: 'warning' | 'info';
  readonly relation: string;
  readonly column?: string;
  /** A whole sentence. */
  readonly message: string;
}

export interface ResourceOptions {
  /** Unless said: all but the server's own and those of extensions. */
  readonly schemas?: readonly string[];
  /** `orders`, `shop.orders`; unless said all. */
  readonly tables?: readonly string[];
  /** bigint and numeric as JSON numbers, which lose digits beyond 2^53 in most programs. */
  readonly numbers: boolean;
}

export interface ResourcePlan {
  readonly resources: readonly Resource[];
  readonly notes: readonly ResourceNote[];
}

/** Which operation of the description is which: what handlers are written by. */
export interface ResourceOperation {
  readonly operationId: string;
  readonly kind: 'list' | 'get' | 'create' | 'update' | 'delete' | 'nested' | 'links' | 'link' | 'unlink';
  readonly resource: Resource;
  readonly nested?: NestedList;
  readonly link?: Link;
}
