//! What happened in the demo company before the demo began: decided from a seed alone, without a database.
//!
//! Owns which requests there are, how far each got, who did what and when. [`Plan::of`] answers all acts in the order of
//! their time; [`super::play`] carries them out through the operations. The same seed and start give the same past.

mod calendar;
mod script;

use std::collections::HashMap;

use liaison_domain::calendar::WorkingCalendar;
use liaison_domain::directory::Directory;
use liaison_domain::ids::{DepartmentId, PersonId};
use liaison_domain::priority::Priority;
use liaison_domain::text::Code;
use liaison_domain::time::{Date, Instant};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, RngExt as _, SeedableRng as _};

use super::catalogue::{self, Template};
use calendar::PastHours;
pub(super) use script::Act;

/// How far a request got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Draft,
    Submitted,
    Clarifying,
    Agreed,
    Confirmed,
    InProgress,
    Delivered,
    Accepted,
    Closed,
    Archived,
    Declined,
    Withdrawn,
}

/// How many requests of the demo ended where.
const ENDINGS: [(Ending, usize); 12] = [
    (Ending::Draft, 40),
    (Ending::Submitted, 80),
    (Ending::Clarifying, 30),
    (Ending::Agreed, 40),
    (Ending::Confirmed, 50),
    (Ending::InProgress, 55),
    (Ending::Delivered, 15),
    (Ending::Accepted, 15),
    (Ending::Closed, 30),
    (Ending::Archived, 10),
    (Ending::Declined, 15),
    (Ending::Withdrawn, 20),
];

/// The department of the walk-through: it submits nothing in the month of the start, so that the walk gets serial 001.
const WALK_DEPARTMENT: &str = "MT";

/// One department's part in a request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) department: DepartmentId,
    pub(super) head: PersonId,
    pub(super) liaison: PersonId,
    pub(super) assignee: PersonId,
}

/// One request with everybody in it.
#[derive(Debug)]
pub(super) struct Story {
    pub(super) template: &'static Template,
    pub(super) ending: Ending,
    pub(super) initiator: PersonId,
    pub(super) initiating_head: PersonId,
    pub(super) parts: Vec<Part>,
    pub(super) priority: Priority,
    pub(super) starts_on: Date,
    pub(super) due_on: Date,
    /// Whether a problem came up on its first task.
    pub(super) troubled: bool,
    /// Whether it stands still for a reason.
    pub(super) blocked: bool,
}

/// Something that somebody does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scheduled {
    pub(super) at: Instant,
    pub(super) story: usize,
    pub(super) act: Act,
}

/// The whole past.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) stories: Vec<Story>,
    /// In the order of their time.
    pub(super) acts: Vec<Scheduled>,
}

impl Plan {
    /// The past of `directory`'s company before `start`.
    pub(super) fn of(seed: u64, start: Instant, hours: &WorkingCalendar, directory: &Directory) -> Self {
        let mut planner = Planner {
            random: StdRng::seed_from_u64(seed),
            past: PastHours::before(start, hours),
            month: start.date_in(hours.zone()).first_of_month(),
            today: start.date_in(hours.zone()),
            directory,
            editors: editors(directory),
            templates: catalogue::templates(),
            turn: 0,
        };
        let mut plan = Self { stories: Vec::new(), acts: Vec::new() };
        for (ending, count) in ENDINGS {
            for _ in 0..count {
                planner.tell(ending, &mut plan);
            }
        }
        plan.acts.sort_by_key(|scheduled| (scheduled.at, scheduled.story));
        plan
    }
}

/// The first instant of the past: everybody is there by then.
pub(super) fn oldest(start: Instant, hours: &WorkingCalendar) -> Instant {
    PastHours::before(start, hours).instant(0)
}

struct Planner<'a> {
    random: StdRng,
    past: PastHours,
    month: Date,
    today: Date,
    directory: &'a Directory,
    /// Who may do things in each department, in a fixed order.
    editors: HashMap<DepartmentId, Vec<PersonId>>,
    templates: &'static [Template],
    turn: usize,
}

fn editors(directory: &Directory) -> HashMap<DepartmentId, Vec<PersonId>> {
    let mut editors: HashMap<DepartmentId, Vec<PersonId>> = HashMap::new();
    for person in directory.people() {
        let edits = directory.actor(person.id).is_some_and(|actor| actor.edits(person.department));
        editors.entry(person.department).or_default().extend(edits.then_some(person.id));
    }
    for people in editors.values_mut() {
        people.sort_unstable();
    }
    editors
}

impl Planner<'_> {
    /// Makes up one request and puts its acts on the calendar.
    fn tell(&mut self, ending: Ending, plan: &mut Plan) {
        let template = &self.templates[self.turn % self.templates.len()];
        self.turn += 1;
        let Some(story) = self.cast(template, ending) else { return };
        let walked = template.from == WALK_DEPARTMENT;
        let submitted_by = if walked { self.past.first_of(self.month) } else { self.past.len() };
        let acts = script::acts(&story, &mut self.random);
        let minutes = self.minutes(ending, acts.len(), submitted_by);
        let (first, last) = (minutes[0], minutes[minutes.len() - 1]);
        let number = plan.stories.len();
        let scheduled = acts.into_iter().zip(minutes);
        plan.acts.extend(scheduled.map(|(act, minute)| Scheduled {
            at: self.past.instant(minute),
            story: number,
            act,
        }));
        plan.stories.push(self.dated(story, first, last));
    }

    fn department(&self, code: &str) -> Option<(DepartmentId, PersonId)> {
        let department = self.directory.department_by_code(&Code::new(code).ok()?)?;
        Some((department.id, self.directory.head(department.id)?))
    }

    /// Somebody of the department who may do things, its head apart.
    fn somebody(&mut self, department: DepartmentId, head: PersonId) -> Option<PersonId> {
        let others: Vec<PersonId> =
            self.editors.get(&department)?.iter().copied().filter(|person| *person != head).collect();
        others.choose(&mut self.random).copied()
    }

    fn cast(&mut self, template: &'static Template, ending: Ending) -> Option<Story> {
        let (from, initiating_head) = self.department(&template.from)?;
        let initiator = self.somebody(from, initiating_head)?;
        let mut parts = Vec::new();
        for code in &template.to {
            let (department, head) = self.department(code)?;
            let liaison = self.somebody(department, head)?;
            let assignee = self.somebody(department, head)?;
            parts.push(Part { department, head, liaison, assignee });
        }
        let priority = match self.random.random_range(0..100) {
            0..5 => Priority::Critical,
            5..35 => Priority::High,
            35..85 => Priority::Medium,
            _ => Priority::Low,
        };
        let (troubled, blocked) = (self.random.random_bool(0.25), self.random.random_bool(0.08));
        let (starts_on, due_on) = (self.today, self.today);
        Some(Story {
            template,
            ending,
            initiator,
            initiating_head,
            parts,
            priority,
            starts_on,
            due_on,
            troubled,
            blocked,
        })
    }

    /// Rising minutes of the past for `count` acts: what has ended lies further back than what is going on.
    fn minutes(&mut self, ending: Ending, count: usize, submitted_by: usize) -> Vec<usize> {
        let (oldest_days, newest_days) = match ending {
            Ending::Draft | Ending::Submitted => (8, 0),
            Ending::Clarifying | Ending::Agreed => (12, 0),
            Ending::Confirmed => (15, 0),
            Ending::InProgress | Ending::Delivered => (30, 0),
            Ending::Accepted => (35, 1),
            Ending::Withdrawn | Ending::Declined => (90, 5),
            Ending::Closed | Ending::Archived => (120, 10),
        };
        let day = calendar::MINUTES_A_DAY;
        let mut end =
            self.past.len() - 1 - self.random.random_range(newest_days * day..=(newest_days + 2) * day);
        let mut start = end.saturating_sub(self.random.random_range(2 * day..=oldest_days.max(3) * day));
        if matches!(ending, Ending::Closed | Ending::Archived | Ending::Withdrawn | Ending::Declined) {
            let back = self.random.random_range(0..=(oldest_days - 20) * day);
            (start, end) = (start.saturating_sub(back), end - back.min(end - start));
        }
        // Creation and submission come first, and within an hour.
        let first = start.min(submitted_by.saturating_sub(90));
        let rest = count.saturating_sub(2);
        let mut minutes: Vec<usize> =
            (0..rest).map(|_| self.random.random_range(first + 61..=end.max(first + 62))).collect();
        minutes.sort_unstable();
        [first, first + 30].into_iter().take(count).chain(minutes).collect()
    }

    /// The story with the window that fits when it was told: due after it was submitted, mostly still to come for what is
    /// going on, long over for what has ended.
    fn dated(&mut self, story: Story, first: usize, last: usize) -> Story {
        let (first, last) = (self.past.date(first), self.past.date(last));
        let starts_on = calendar::later(first, self.random.random_range(1..=5));
        let open = !matches!(story.ending, Ending::Closed | Ending::Archived);
        let base = if open { self.today.max(first) } else { last };
        let days = if open { self.random.random_range(2..=45) } else { self.random.random_range(0..=6) };
        let overdue = story.ending == Ending::InProgress && self.random.next_u32().is_multiple_of(10);
        // Nothing is planned into the past: what is overdue now was still to come when it was last worked on.
        let due_on = if overdue { last } else { calendar::later(base, days) };
        Story { starts_on, due_on: due_on.max(starts_on), ..story }
    }
}

#[cfg(test)]
mod tests;
