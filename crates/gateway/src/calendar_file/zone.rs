//! Times in the zone in which they were meant, and the zones themselves, as far as the file needs them.

use std::collections::BTreeMap;

use calcard::common::PartialDateTime;
use calcard::icalendar::{
    ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarParameter, ICalendarProperty,
};
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use liaison_domain::meeting::MeetingRecord;
use liaison_domain::time::Instant;

/// The entry of a moment: on the wall of the zone, or in UTC where that says it better. Where a clock shows an hour twice its
/// wall cannot tell which of the two is meant, and applications guess.
pub(super) fn entry(name: ICalendarProperty, at: Instant, zone: &str) -> ICalendarEntry {
    let wall = known(zone).and_then(|rules| {
        let wall = rules.to_datetime(at.timestamp());
        (!rules.to_ambiguous_timestamp(wall).is_ambiguous()).then_some(wall)
    });
    match wall {
        Some(wall) => ICalendarEntry::new(name)
            .with_param(ICalendarParameter::tzid(zone.to_owned()))
            .with_value(local(wall)),
        None => ICalendarEntry::new(name).with_value(utc(at)),
    }
}

/// A moment in UTC.
pub(super) fn utc(at: Instant) -> PartialDateTime {
    let wall = TimeZone::UTC.to_datetime(at.timestamp());
    PartialDateTime { tz_hour: Some(0), tz_minute: Some(0), ..local(wall) }
}

/// What a clock shows, wherever it hangs.
fn local(wall: DateTime) -> PartialDateTime {
    let part = |value: i8| u8::try_from(value).ok();
    PartialDateTime {
        year: u16::try_from(wall.year()).ok(),
        month: part(wall.month()),
        day: part(wall.day()),
        hour: part(wall.hour()),
        minute: part(wall.minute()),
        second: part(wall.second()),
        ..PartialDateTime::default()
    }
}

fn offset(offset: Offset) -> PartialDateTime {
    let minutes = offset.seconds().unsigned_abs() / 60;
    PartialDateTime {
        tz_hour: u8::try_from(minutes / 60).ok(),
        tz_minute: u8::try_from(minutes % 60).ok(),
        tz_minus: offset.is_negative(),
        ..PartialDateTime::default()
    }
}

/// The zone with this name, unless it is UTC, which needs no description.
fn known(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok().filter(|zone| zone.iana_name().is_some_and(|name| !is_utc(name)))
}

fn is_utc(name: &str) -> bool {
    matches!(
        name,
        "UTC" | "Etc/UTC" | "Zulu" | "Etc/Zulu" | "UCT" | "Etc/UCT" | "Universal" | "Etc/Universal"
    )
}

/// A zone, and the time for which it has to be described.
pub(super) struct Zone {
    name: String,
    rules: TimeZone,
    from: Timestamp,
    until: Timestamp,
}

/// The zones in which these meetings are, each for as long as they reach.
pub(super) fn all(meetings: &[MeetingRecord]) -> Vec<Zone> {
    let mut reach: BTreeMap<&str, (Timestamp, Timestamp)> = BTreeMap::new();
    for meeting in meetings {
        let (starts, ends) = (meeting.window.starts_at.timestamp(), meeting.window.ends_at.timestamp());
        let (from, until) = reach.entry(&meeting.zone).or_insert((starts, ends));
        (*from, *until) = ((*from).min(starts), (*until).max(ends));
    }
    let zones = reach.into_iter().filter_map(|(name, (from, until))| {
        known(name).map(|rules| Zone { name: name.to_owned(), rules, from, until })
    });
    zones.collect()
}

impl Zone {
    /// The description, and each stretch of it: the one that holds at the beginning and every change up to the end.
    pub(super) fn components(&self) -> Vec<ICalendarComponent> {
        let mut frame = ICalendarComponent::new(ICalendarComponentType::VTimezone);
        frame.add_property(ICalendarProperty::Tzid, self.name.clone());
        let mut components = vec![frame];
        let tick = SignedDuration::from_nanos(1);
        let after = self.from.saturating_add(tick).unwrap_or(self.from);
        let before = self.rules.preceding(after).next();
        if before.is_none() {
            let info = self.rules.to_offset_info(self.from);
            let always = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
            components.push(stretch(false, always, (info.offset(), info.offset()), info.abbreviation()));
        }
        let changes = before.into_iter().chain(self.rules.following(self.from));
        for change in changes.take_while(|change| change.timestamp() <= self.until) {
            let earlier = change.timestamp().saturating_sub(tick).unwrap_or(change.timestamp());
            let former = self.rules.to_offset(earlier);
            let wall = former.to_datetime(change.timestamp());
            components.push(stretch(
                change.dst().is_dst(),
                wall,
                (former, change.offset()),
                change.abbreviation(),
            ));
        }
        components
    }
}

/// A stretch that begins when the clock shows `wall` by the former of the offsets.
fn stretch(summer: bool, wall: DateTime, offsets: (Offset, Offset), name: &str) -> ICalendarComponent {
    let kind = if summer { ICalendarComponentType::Daylight } else { ICalendarComponentType::Standard };
    let mut stretch = ICalendarComponent::new(kind);
    stretch.add_property(ICalendarProperty::Dtstart, local(wall));
    stretch.add_property(ICalendarProperty::Tzoffsetfrom, offset(offsets.0));
    stretch.add_property(ICalendarProperty::Tzoffsetto, offset(offsets.1));
    stretch.add_property(ICalendarProperty::Tzname, name);
    stretch
}

#[cfg(test)]
mod tests {
    use calcard::icalendar::ICalendar;
    use icalendar::{Component as _, DatePerhapsTime};
    use proptest::prelude::*;

    use super::*;

    fn instant(text: &str) -> Instant {
        let at: Timestamp = text.parse().expect("a time");
        Instant::from_micros(at.as_microsecond())
    }

    fn described(name: &str, from: &str, until: &str) -> String {
        let (from, until) = (from.parse().expect("a time"), until.parse().expect("a time"));
        let zone = Zone { name: name.to_owned(), rules: known(name).expect("a zone"), from, until };
        let mut components = zone.components();
        components[0].component_ids =
            (1..components.len()).filter_map(|place| u32::try_from(place).ok()).collect();
        ICalendar { components }.to_string().replace("\r\n", "\n")
    }

    /// X28: complete, from the stretch that holds at the beginning to the last change before the end.
    #[test]
    fn a_zone_is_described_for_as_long_as_it_is_needed() {
        let expected = "BEGIN:VTIMEZONE
TZID:America/New_York
BEGIN:STANDARD
DTSTART:20251102T020000
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
TZNAME:EST
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20260308T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
TZNAME:EDT
END:DAYLIGHT
END:VTIMEZONE
";
        assert_eq!(described("America/New_York", "2026-01-15T15:00:00Z", "2026-06-15T15:00:00Z"), expected);
        let expected = "BEGIN:VTIMEZONE
TZID:Asia/Shanghai
BEGIN:STANDARD
DTSTART:19910915T020000
TZOFFSETFROM:+0900
TZOFFSETTO:+0800
TZNAME:CST
END:STANDARD
END:VTIMEZONE
";
        assert_eq!(described("Asia/Shanghai", "2024-05-10T06:00:00Z", "2024-05-10T07:00:00Z"), expected);
        assert!(
            described("Etc/GMT-8", "2024-05-10T06:00:00Z", "2024-05-10T07:00:00Z")
                .contains("TZOFFSETTO:+0800")
        );
    }

    /// The moment as another library reads it from the file, by another copy of the zones.
    fn read_back(at: Instant, zone: &str) -> Option<i64> {
        let mut event = ICalendarComponent::new(ICalendarComponentType::VEvent);
        event.add_uid("one@liaison");
        event.add_dtstamp(utc(at));
        event.entries.push(entry(ICalendarProperty::Dtstart, at, zone));
        let mut frame = ICalendarComponent::new(ICalendarComponentType::VCalendar);
        frame.add_property(ICalendarProperty::Version, "2.0");
        frame.component_ids.push(1);
        let text = ICalendar { components: vec![frame, event] }.to_string();
        let read: icalendar::Calendar = text.parse().expect("a calendar");
        match read.components[0].as_event()?.get_start()? {
            DatePerhapsTime::DateTime(start) => Some(start.try_into_utc()?.timestamp()),
            DatePerhapsTime::Date(_) => None,
        }
    }

    #[test]
    fn an_hour_that_a_clock_shows_twice_is_told_in_utc() {
        for at in ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"] {
            assert_eq!(read_back(instant(at), "America/New_York"), Some(instant(at).seconds()), "{at}");
        }
        assert_eq!(read_back(instant("2026-03-08T07:00:00Z"), "America/New_York"), Some(1_772_953_200));
    }

    proptest! {
        #[test]
        fn moments_are_read_back_as_they_were(
            seconds in 1_577_836_800_i64..2_208_988_800,
            zone in prop::sample::select(vec![
                "Asia/Shanghai", "America/New_York", "America/Sao_Paulo", "Europe/London", "Europe/Dublin", "Australia/Lord_Howe",
                "Asia/Kathmandu", "Africa/Cairo", "Pacific/Chatham", "America/St_Johns", "UTC", "Asia/Tokyo",
            ]),
        ) {
            let at = Instant::from_micros(seconds * 1_000_000);
            prop_assert_eq!(read_back(at, zone), Some(seconds), "{}", zone);
        }
    }
}
