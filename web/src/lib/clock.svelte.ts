// Times as people say them, growing older while one looks.

const clock = $state({ now: Date.now() });
setInterval(() => (clock.now = Date.now()), 15_000);

const sameYear = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });
const otherYear = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'short' });
const hour = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const month = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'long' });

export const exactTime = (iso: string) => exact.format(new Date(iso));
export const clockTime = (iso: string) => hour.format(new Date(iso));
export const monthOf = (iso: string) => month.format(new Date(iso));
export const agoNow = (iso: string) => ago(iso, clock.now);

export function ago(iso: string, now: number): string {
  const then = new Date(iso);
  const minutes = Math.floor((now - then.getTime()) / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes}m`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}h`;
  if (minutes < 7 * 24 * 60) return `${Math.floor(minutes / (24 * 60))}d`;
  return (then.getFullYear() === new Date(now).getFullYear() ? sameYear : otherYear).format(then);
}
