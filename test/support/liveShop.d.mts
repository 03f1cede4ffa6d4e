export const schemaSql: string;
export const hostileNames: readonly string[];
export const hostileSql: string;
export const fillSql: string;
export const workloadSql: readonly string[];
