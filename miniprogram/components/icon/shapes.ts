/** One line set on a 24-grid: stroke 1.75, round ends. */
export const SHAPES = {
  home: '<path d="M4 11.5 12 4.5l8 7"/><path d="M6 10v9.5h12V10"/><path d="M10 19.5v-5h4v5"/>',
  ticket:
    '<path d="M4 6.5h16v3.6a2 2 0 0 0 0 3.8v3.6H4v-3.6a2 2 0 0 0 0-3.8z"/><path d="M14.5 7v2M14.5 11v2M14.5 15v2"/>',
  code: '<path d="M4.5 4.5h6v6h-6zM13.5 4.5h6v6h-6zM4.5 13.5h6v6h-6z"/><path d="M13.5 13.5h2.5v2.5M19.5 13.5v2M13.5 19.5h2.5M19.5 18v1.5h-1.5"/>',
  person: '<circle cx="12" cy="8.5" r="4"/><path d="M4.5 20c.8-3.9 3.7-5.8 7.5-5.8s6.7 1.9 7.5 5.8"/>',
  friends:
    '<circle cx="9" cy="9" r="3.5"/><path d="M2.8 19.5c.6-3.4 3-5 6.2-5s5.6 1.6 6.2 5"/><path d="M15.5 5.8a3.5 3.5 0 0 1 0 6.4M17.6 15c2 .6 3.2 2.1 3.6 4.5"/>',
  next: '<path d="m9.5 5.5 6.5 6.5-6.5 6.5"/>',
  back: '<path d="M14.5 5 7.5 12l7 7"/>',
  down: '<path d="m6 9.5 6 6 6-6"/>',
  store:
    '<path d="M4.5 9.5 6 4.5h12l1.5 5"/><path d="M4.5 9.5a2.5 2.5 0 0 0 5 0 2.5 2.5 0 0 0 5 0 2.5 2.5 0 0 0 5 0"/><path d="M6 12.5v7h12v-7"/><path d="M10 19.5v-4h4v4"/>',
  phone:
    '<path d="M7.5 4.5h-2A1.5 1.5 0 0 0 4 6.1C4.6 13.4 10.6 19.4 17.9 20a1.5 1.5 0 0 0 1.6-1.5v-2.3l-4-1.7-1.7 2a12 12 0 0 1-5.3-5.3l2-1.7z"/>',
  pin: '<path d="M12 21c4.5-4.6 7-8 7-11a7 7 0 0 0-14 0c0 3 2.5 6.4 7 11z"/><circle cx="12" cy="10" r="2.5"/>',
  scan: '<path d="M4 8.5V5.5A1.5 1.5 0 0 1 5.5 4h3M15.5 4h3A1.5 1.5 0 0 1 20 5.5v3M20 15.5v3a1.5 1.5 0 0 1-1.5 1.5h-3M8.5 20h-3A1.5 1.5 0 0 1 4 18.5v-3"/><path d="M4 12h16"/>',
  keyboard:
    '<rect x="3" y="6" width="18" height="12" rx="2"/><path d="M7 10h.01M10.5 10h.01M14 10h.01M17.5 10h.01M8 14.5h8"/>',
  erase: '<path d="M8.5 5.5H20v13H8.5L3.5 12z"/><path d="m11.5 9.5 5 5M16.5 9.5l-5 5"/>',
  check: '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
  close: '<path d="m6 6 12 12M18 6 6 18"/>',
  clock: '<circle cx="12" cy="12" r="8"/><path d="M12 7.5V12l3 2"/>',
  gift: '<rect x="4" y="9" width="16" height="4"/><path d="M5.5 13v7h13v-7M12 9v11"/><path d="M12 9c-4.5 0-5.5-5-2.7-5C11.2 4 12 6.5 12 9zM12 9c4.5 0 5.5-5 2.7-5C12.8 4 12 6.5 12 9z"/>',
  coin: '<circle cx="12" cy="12" r="8"/><path d="m12 7.8 1.3 2.8 3 .4-2.2 2.1.6 3-2.7-1.5-2.7 1.5.6-3L7.7 11l3-.4z"/>',
  receipt: '<path d="M6 3.5h12v17l-2-1.3-2 1.3-2-1.3-2 1.3-2-1.3-2 1.3z"/><path d="M9 8.5h6M9 12.5h6"/>',
  undo: '<path d="M8.5 5 4.5 9l4 4"/><path d="M4.5 9h9.5a5.2 5.2 0 0 1 0 10.5h-4"/>',
  shield:
    '<path d="M12 3.5 5 6v5.5c0 4.3 2.8 7.3 7 9 4.2-1.7 7-4.7 7-9V6z"/><path d="m9 12 2.2 2.2L15.2 10"/>',
  paper: '<path d="M6 3.5h8l4 4v13H6z"/><path d="M14 3.5v4h4M9 12h6M9 15.5h6"/>',
  offline:
    '<path d="M3.5 3.5l17 17"/><path d="M5 12.3a10 10 0 0 1 4.3-2.6M13.5 9.3A10 10 0 0 1 19 12.3M8.5 16a5 5 0 0 1 6-.7"/><path d="M12 19.5h.01"/>',
  share: '<path d="M12 14.5V4M8 7.5 12 3.5l4 4"/><path d="M7.5 11H5.5v9h13v-9h-2"/>',
  alert: '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5v5.5M12 16.3h.01"/>',
  badge:
    '<rect x="4" y="7" width="16" height="13" rx="2"/><path d="M9.5 7V4h5v3"/><circle cx="12" cy="12.3" r="2"/><path d="M8.5 17c.6-1.6 1.9-2.2 3.5-2.2s2.9.6 3.5 2.2"/>',
  crown: '<path d="m4 8 4 4 4-6.5L16 12l4-4-1.5 10h-13z"/><path d="M5.5 20.5h13"/>',
  bolt: '<path d="M13 3 5.5 13.5h5.5l-1 7.5 7.5-10.5H12z"/>',
  minus: '<path d="M6 12h12"/>',
  plus: '<path d="M6 12h12M12 6v12"/>',
  calendar: '<rect x="4" y="5.5" width="16" height="14" rx="2"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
} as const;
export type IconName = keyof typeof SHAPES;
