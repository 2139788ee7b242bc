// Small sums over series of the API: { intervals: [iso], series: [{ key, values }] }.

const lengths = { hour: 3_600_000, day: 86_400_000, week: 604_800_000, month: 28 * 86_400_000 };

/** The indexes of intervals that were not over at `asOf`. */
export function openIntervals(intervals, interval, asOf) {
  const now = new Date(asOf ?? Date.now()).getTime();
  return intervals.flatMap((start, index) => {
    const end = index + 1 < intervals.length ? new Date(intervals[index + 1]).getTime() : endOf(start, interval);
    return end > now ? [index] : [];
  });
}

function endOf(start, interval) {
  const from = new Date(start);
  if (interval !== 'month') return from.getTime() + lengths[interval];
  // the start is local midnight somewhere: step a month from its middle of the day
  const next = new Date(from.getTime() + 43_200_000);
  next.setUTCMonth(next.getUTCMonth() + 1);
  return next.getTime() - 43_200_000;
}

export const sum = (values) => values.reduce((total, value) => total + (value ?? 0), 0);

/** Keeps the `count` largest series and adds the others up as "$other" (only where adding makes sense). */
export function largest(data, count) {
  const ranked = [...data.series].sort((a, b) => sum(b.values) - sum(a.values));
  if (ranked.length <= count) return { ...data, series: ranked };
  const rest = ranked.slice(count - 1);
  const other = data.intervals.map((_, index) => rest.reduce((total, each) => total + (each.values[index] ?? 0), 0));
  return { ...data, series: [...ranked.slice(0, count - 1), { key: '$other', values: other }] };
}
