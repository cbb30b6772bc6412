import type { ConsoleStore, FieldError, OpeningHours, StoreCard } from '../../shared/contract';
import { isTimezone, toRfc3339, wallClock, type Instant } from '../../shared/kernel';
import type { StoreRow } from './stores.entity';

const EARTH_RADIUS_M = 6_371_008.8; // mean radius, IUGG
const E6 = 1_000_000;
const DAY_MINUTES = 1_440;

/** A place on earth in degrees. */
export interface Point {
  readonly lat: number;
  readonly lng: number;
}

/** A store with what a card of it needs from its merchant. */
export interface StoreEntry extends StoreRow {
  readonly merchant_name: string;
}

/** Great-circle distance in whole metres, by the haversine formula: right to 0.5 %, also for close points. */
export function distanceM(a: Point, b: Point): number {
  const lat = radians(b.lat - a.lat);
  const lng = radians(b.lng - a.lng);
  const h =
    Math.sin(lat / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(lng / 2) ** 2;
  return Math.round(2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h))));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/** Where a store is, or null when nobody has said. */
export function pointOf(row: Pick<StoreRow, 'lat_e6' | 'lng_e6'>): Point | null {
  return row.lat_e6 === null || row.lng_e6 === null ? null : { lat: row.lat_e6 / E6, lng: row.lng_e6 / E6 };
}

/** Degrees as they are stored: millionths. */
export function toE6(degrees: number | null): number | null {
  return degrees === null ? null : Math.round(degrees * E6) + 0; // not −0
}

/** `31.2304,121.4737` as a point; null when it is off the globe. */
export function parsePoint(near: string): Point | null {
  const [lat = NaN, lng = NaN] = near.split(',').map(Number);
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : null;
}

/** Whether the clock on the store's wall shows an opening hour; those of the day before may run past midnight. */
export function isOpen(hours: readonly OpeningHours[], at: Instant, timezone: string): boolean {
  const { weekday, minute_of_day: minute } = wallClock(at, timezone);
  const yesterday = weekday === 1 ? 7 : weekday - 1;
  return hours.some(
    (span) =>
      (span.weekday === weekday && covers(span, minute)) ||
      (span.weekday === yesterday && covers(span, minute + DAY_MINUTES)),
  );
}

function covers(span: OpeningHours, minute: number): boolean {
  return span.from_minute <= minute && minute < span.to_minute;
}

/** The fields of a store's form. */
export interface StoreForm {
  readonly timezone?: string | undefined;
  readonly hours?: readonly OpeningHours[] | undefined;
  readonly lat?: number | null | undefined;
  readonly lng?: number | null | undefined;
}

/** What the schema cannot see: unknown zones, hours that never end or last over a day, half a place. */
export function storeFaults(form: StoreForm): FieldError[] {
  const faults: FieldError[] = [];
  if (form.timezone !== undefined && !isTimezone(form.timezone)) {
    faults.push({ field: 'timezone', problem: '不是有效的时区，例如 Asia/Shanghai' });
  }
  form.hours?.forEach((span, i) => {
    const minutes = span.to_minute - span.from_minute;
    if (minutes <= 0) faults.push({ field: `hours.${i}.to_minute`, problem: '打烊时间要晚于开门时间' });
    else if (minutes > DAY_MINUTES)
      faults.push({ field: `hours.${i}.to_minute`, problem: '一段营业时间最长 24 小时' });
  });
  if (typeof form.lat !== typeof form.lng || (form.lat === null) !== (form.lng === null)) {
    faults.push({
      field: form.lat === undefined || form.lat === null ? 'lat' : 'lng',
      problem: '经度和纬度要一起填写',
    });
  }
  return faults;
}

/** A store as members see it. `near` adds the distance. */
export function storeCardOf(store: StoreEntry, at: Instant, near: Point | null = null): StoreCard {
  const point = pointOf(store);
  return {
    id: store.id,
    merchant_id: store.merchant_id,
    merchant_name: store.merchant_name,
    name: store.name,
    address: store.address,
    phone: store.phone,
    hours: [...store.hours],
    open_now: isOpen(store.hours, at, store.timezone),
    lat: point?.lat ?? null,
    lng: point?.lng ?? null,
    distance_m: near && point ? distanceM(near, point) : null,
  };
}

/** A store as the console shows it. */
export function consoleStoreOf(row: StoreRow): ConsoleStore {
  const point = pointOf(row);
  return {
    id: row.id,
    merchant_id: row.merchant_id,
    name: row.name,
    address: row.address,
    phone: row.phone,
    timezone: row.timezone,
    hours: [...row.hours],
    lat: point?.lat ?? null,
    lng: point?.lng ?? null,
    state: row.state,
    version: row.version,
    created_at: toRfc3339(row.created_at),
  };
}
