//! An explanation in sentences, from the message catalogue.

use liaison_domain::calendar::{DayRun, DayUse, Explanation, WorkingCalendar};
use liaison_domain::text::Line;
use liaison_domain::time::{Date, Instant};

use super::exception::festival;
use super::explanation::{clock, stretch};
use crate::locale::Locale;
use crate::messages;

/// What was counted, one sentence a line, the due time last.
pub(super) fn sentences(locale: Locale, calendar: &WorkingCalendar, told: &Explanation) -> Vec<String> {
    let teller = Teller { locale, calendar };
    let mut lines = vec![teller.say("explain-start", &[("at", teller.instant(told.from))])];
    if told.counted_from != told.from {
        lines.push(teller.say("explain-counted-from", &[("at", teller.instant(told.counted_from))]));
    }
    if let Some(period) = told.period {
        let days = [("first", teller.date(period.first)), ("last", teller.date(period.last))];
        lines.push(teller.say("explain-period", &days));
    }
    let (last, before) = match told.days.split_last() {
        Some((last, before)) if told.left_out.is_some() => (Some(last), before),
        _ => (None, told.days.as_slice()),
    };
    lines.extend(before.iter().map(|run| teller.run(run)));
    if let Some(left_out) = told.left_out {
        let (first, last) = (teller.date(left_out.first), teller.date(left_out.last));
        let days = [
            ("first", first),
            ("last", last),
            ("working", left_out.working_days.to_string()),
            ("off", left_out.days_off.to_string()),
        ];
        lines.push(teller.say("explain-left-out", &days));
    }
    lines.extend(last.map(|run| teller.run(run)));
    for (first, last) in &told.without_schedule {
        let years = if first == last { first.to_string() } else { format!("{first}–{last}") };
        lines.push(teller.say("explain-without-schedule", &[("years", years)]));
    }
    if told.reached != told.due {
        lines.push(teller.say("explain-reached", &[("at", teller.instant(told.reached))]));
    }
    lines.push(teller.say("explain-due", &[("at", teller.instant(told.due))]));
    lines
}

struct Teller<'a> {
    locale: Locale,
    calendar: &'a WorkingCalendar,
}

impl Teller<'_> {
    fn say(&self, identifier: &str, params: &[(&'static str, String)]) -> String {
        let params = params.iter().map(|(name, value)| (*name, value.as_str()));
        messages::text(self.locale, identifier, params)
    }

    /// Such as `Mon 2024-05-06`.
    fn date(&self, date: Date) -> String {
        let weekday = date.weekday().to_monday_zero_offset();
        let name =
            liaison_domain::calendar::Weekday::ALL[usize::try_from(weekday).unwrap_or_default()].name();
        self.say(
            "explain-date",
            &[("day", messages::label(self.locale, "WeekdayShort", name)), ("date", date.to_string())],
        )
    }

    /// Such as `Mon 2024-05-06 17:50`, on the calendar's wall.
    fn instant(&self, at: Instant) -> String {
        let shown = at.timestamp().to_zoned(self.calendar.zone().clone());
        let time = shown.time();
        let micros = i64::from(time.hour()) * 3_600_000_000
            + i64::from(time.minute()) * 60_000_000
            + i64::from(time.second()) * 1_000_000;
        let (date, time) = (self.date(shown.date()), clock(micros));
        self.say("explain-instant", &[("date", date), ("time", time)])
    }

    fn days(&self, run: &DayRun) -> String {
        if run.first == run.last {
            return self.date(run.first);
        }
        self.say("explain-days", &[("first", self.date(run.first)), ("last", self.date(run.last))])
    }

    fn why(&self, label: Option<&Line>) -> String {
        let Some(label) = label else { return String::new() };
        self.say("explain-why", &[("label", festival(self.locale, label))])
    }

    fn run(&self, run: &DayRun) -> String {
        let days = ("days", self.days(run));
        match &run.what {
            DayUse::Hours { stretches, label, .. } => {
                let hours: Vec<String> = stretches.iter().map(|one| stretch(one).replace('-', "–")).collect();
                let hours = ("hours", hours.join(", "));
                self.say("explain-hours", &[days, hours, ("why", self.why(label.as_ref()))])
            }
            DayUse::Days { count, label } => {
                let count = ("count", count.to_string());
                self.say("explain-counted", &[days, count, ("why", self.why(label.as_ref()))])
            }
            DayUse::Start => self.say("explain-not-counted", &[days]),
            DayUse::Idle => self.say("explain-idle", &[days]),
            DayUse::DayOff => self.say("explain-day-off", &[days]),
            DayUse::Holiday { label } => {
                self.say("explain-holiday", &[days, ("why", self.why(label.as_ref()))])
            }
        }
    }
}
