//! What has to happen, in which order, for a request to get where it got.

use rand::RngExt as _;
use rand::rngs::StdRng;

use super::{Ending, Story};

/// One thing that somebody of a story does. Numbers count the story's parties and tasks from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::demo) enum Act {
    Create,
    Submit,
    NameLiaison(usize),
    Review(usize),
    AcceptParty(usize),
    AskChanges(usize),
    DeclineParty(usize),
    DecideResource,
    SignInitiator,
    SignParty(usize),
    CreateTask(usize),
    StartTask(usize),
    ReportProgress(usize, u8),
    RaiseProblem,
    TakeUpProblem,
    ResolveProblem,
    ConfirmProblem,
    Attach(usize),
    Deliver(usize),
    PassTask(usize),
    Accept,
    Rate(usize),
    Close,
    Archive,
    Withdraw,
    Block,
    Escalate,
    TakeUpEscalation,
    RuleInitiator,
    RuleParty(usize),
}

/// The acts of `story`, in order.
pub(super) fn acts(story: &Story, random: &mut StdRng) -> Vec<Act> {
    let mut script = Script { story, random, acts: vec![Act::Create] };
    if story.ending != Ending::Draft {
        script.acts.push(Act::Submit);
        script.until_answered();
    }
    script.acts
}

struct Script<'a> {
    story: &'a Story,
    random: &'a mut StdRng,
    acts: Vec<Act>,
}

impl Script<'_> {
    fn parties(&self) -> std::ops::Range<usize> {
        0..self.story.parts.len()
    }

    fn tasks(&self) -> std::ops::Range<usize> {
        0..self.story.template.tasks.len()
    }

    fn until_answered(&mut self) {
        for party in self.parties() {
            self.acts.push(Act::NameLiaison(party));
            if self.random.random_bool(0.2) {
                self.acts.push(Act::Review(party));
            }
        }
        match self.story.ending {
            Ending::Draft => {}
            Ending::Submitted => {
                // The last party has not answered.
                let answered = self.random.random_range(0..self.story.parts.len());
                self.acts.extend((0..answered).map(Act::AcceptParty));
                if self.story.blocked {
                    self.acts.push(Act::Block);
                }
            }
            Ending::Clarifying if self.random.random_bool(0.3) => self.acts.push(Act::DeclineParty(0)),
            Ending::Clarifying => self.acts.push(Act::AskChanges(0)),
            Ending::Declined => {
                self.acts.extend([Act::DeclineParty(0), Act::Escalate, Act::TakeUpEscalation]);
                self.acts.extend([Act::RuleInitiator, Act::RuleParty(0)]);
            }
            Ending::Withdrawn => self.acts.push(Act::Withdraw),
            _ => self.after_agreement(),
        }
    }

    fn after_agreement(&mut self) {
        self.acts.extend(self.parties().map(Act::AcceptParty));
        if self.story.template.asks_for_resources() {
            self.acts.push(Act::DecideResource);
        }
        if self.story.ending == Ending::Agreed {
            if self.random.random_bool(0.5) {
                self.acts.push(Act::SignInitiator);
            }
            return;
        }
        self.acts.push(Act::SignInitiator);
        self.acts.extend(self.parties().map(Act::SignParty));
        if self.story.ending == Ending::Confirmed {
            if self.random.random_bool(0.5) {
                self.acts.push(Act::CreateTask(0));
            }
            return;
        }
        self.work();
    }

    fn work(&mut self) {
        self.acts.extend(self.tasks().map(Act::CreateTask));
        let going_on = self.story.ending == Ending::InProgress;
        let begun =
            if going_on { self.random.random_range(1..=self.tasks().len()) } else { self.tasks().len() };
        for task in 0..begun {
            self.acts.push(Act::StartTask(task));
            self.acts.push(Act::ReportProgress(task, self.random.random_range(1..8) * 10));
        }
        if self.story.troubled {
            self.acts.push(Act::RaiseProblem);
            if !going_on || self.random.random_bool(0.7) {
                self.acts.push(Act::TakeUpProblem);
            }
        }
        if going_on {
            self.leave_open(begun);
            return;
        }
        if self.story.troubled {
            self.acts.extend([Act::ResolveProblem, Act::ConfirmProblem]);
        }
        for task in self.tasks() {
            self.acts.extend([Act::Attach(task), Act::Deliver(task)]);
        }
        self.after_delivery();
    }

    /// Work that goes on: where several tasks were begun the first is delivered.
    fn leave_open(&mut self, begun: usize) {
        if begun > 1 {
            self.acts.extend([Act::Attach(0), Act::Deliver(0)]);
        }
        if self.story.blocked {
            self.acts.push(Act::Block);
        }
    }

    fn after_delivery(&mut self) {
        if self.story.ending == Ending::Delivered {
            return;
        }
        if self.random.random_bool(0.5) {
            self.acts.extend(self.tasks().map(Act::PassTask));
        }
        self.acts.push(Act::Accept);
        if self.story.ending == Ending::Accepted {
            return;
        }
        self.acts.extend(self.parties().map(Act::Rate));
        self.acts.push(Act::Close);
        if self.story.ending == Ending::Archived {
            self.acts.push(Act::Archive);
        }
    }
}
