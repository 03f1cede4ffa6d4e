/** 5 min, 4 h, 2 d: in the largest unit in which it is whole. */
export function shownMinutes(minutes: number): string {
  if (minutes > 0 && minutes % 1440 === 0) return `${minutes / 1440} d`;
  if (minutes > 0 && minutes % 60 === 0) return `${minutes / 60} h`;
  return `${Number(minutes.toFixed(2))} min`;
}

/** Three digits that count. */
export function shownFigure(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 });
}
