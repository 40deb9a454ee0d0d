// The calendar feed as a calendar application reads it: by ical.js, which Thunderbird is built on, strictly, and by the
// description of the zones that stands in the file alone (X28).

import ICAL from 'ical.js';

export const name = 'calendar';

const ZONES = ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'];

export async function check({ url, tokens }) {
  const failures = [];
  const ask = async (query, variables) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${Object.values(tokens)[0]}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    const refused = Object.values(data ?? {}).flatMap((field) => field?.userErrors ?? []);
    if (errors || refused.length > 0) throw new Error(JSON.stringify(errors ?? refused));
    return data;
  };
  const create = 'mutation($input: CalendarFeedCreateInput!) { calendarFeedCreate(input: $input) { calendarFeed { path } userErrors { message } } }';
  const { calendarFeedCreate } = await ask(create, { input: { name: 'ical.js' } });
  const schedule = 'mutation($input: MeetingScheduleInput!) { meetingSchedule(input: $input) { meeting { id } userErrors { message } } }';
  const year = new Date().getUTCFullYear() + 1;
  for (const zone of ZONES) {
    const repeat = { every: 'MONTH', until: `${year}-12-20`, workingDaysOnly: false };
    const times = { startsAt: `${year}-01-15T06:00:00Z`, endsAt: `${year}-01-15T07:30:00Z`, timeZone: zone };
    const subject = `${'长主题 — long, with; signs\\ '.repeat(5)}${zone}`;
    await ask(schedule, { input: { ...times, kind: 'REGULAR', subject, repeat, place: 'A栋;301,东', agenda: [{ topic: '进度', minutes: 20 }] } });
  }
  const { viewer } = await ask('{ viewer { person { id } } }');
  const page = await ask('query($me: ID!) { meetings(first: 100, filter: { participant: { eq: $me } }) { nodes { id subject startsAt endsAt } } }', { me: viewer.person.id });

  const answer = await fetch(new URL(calendarFeedCreate.calendarFeed.path, url));
  const text = await answer.text();
  for (const line of text.split('\r\n')) {
    if (Buffer.byteLength(line) > 75 || /[\r\n]/.test(line)) failures.push(`a line that RFC 5545 3.1 forbids: ${line}`);
  }
  ICAL.design.strict = true;
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  for (const property of ['version', 'prodid']) {
    if (!calendar.getFirstPropertyValue(property)) failures.push(`the calendar has no ${property}`);
  }
  const events = new Map();
  for (const component of calendar.getAllSubcomponents('vevent')) {
    const event = new ICAL.Event(component);
    if (!event.uid || !component.getFirstPropertyValue('dtstamp')) failures.push(`an event without what RFC 5545 3.6.1 demands: ${component}`);
    if (events.has(event.uid)) failures.push(`${event.uid} stands there twice`);
    const zone = component.getFirstProperty('dtstart').getParameter('tzid');
    if (zone && !ICAL.TimezoneService.has(zone)) failures.push(`${zone} is not described`);
    events.set(event.uid, event);
  }
  let compared = 0;
  for (const meeting of page.meetings.nodes) {
    const event = events.get(`${meeting.id}@liaison`);
    if (!event) {
      failures.push(`${meeting.subject} at ${meeting.startsAt} is not in the file`);
      continue;
    }
    compared += 1;
    const seen = [event.startDate, event.endDate].map((time) => time.toJSDate().getTime());
    const meant = [meeting.startsAt, meeting.endsAt].map((time) => Date.parse(time));
    if (seen.join() !== meant.join()) failures.push(`${meeting.subject}: ${meeting.startsAt} is read as ${event.startDate} ${event.startDate.zone}`);
    if (event.summary !== meeting.subject) failures.push(`${meeting.subject} is read as ${event.summary}`);
  }
  if (compared < ZONES.length * 11) failures.push(`${compared} meetings were compared, too few`);
  return failures;
}
