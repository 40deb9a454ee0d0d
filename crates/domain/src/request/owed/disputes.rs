//! Disagreements that went up: somebody has to take each up, and rule on it (resolution 22).

use super::Duties;
use crate::deadline::{DeadlineKind, Obligation, Owner, Standing};
use crate::request::escalation::{Escalation, EscalationLevel};

impl Duties<'_> {
    pub(super) fn disputes(&mut self) {
        for escalation in &self.request.escalations {
            for owner in self.asked(escalation) {
                self.dispute(escalation, owner);
            }
        }
    }

    /// A deadline for each of those asked, at each level: what one head lets pass the others have let pass too.
    fn dispute(&mut self, escalation: &Escalation, owner: Owner) {
        let part = format!("{}:{}:{}", escalation.id, escalation.level.name(), owner.department);
        let counterpart = escalation.departments.iter().copied().find(|other| *other != owner.department);
        let taken = escalation.taken_up.iter().find(|taken| taken.level == escalation.level);
        let mut owe = |kind, since, standing| {
            let part = part.clone();
            self.ledger.owe(Obligation { kind, part, owner, counterpart, since, standing });
        };
        let ended = escalation.ended_at.is_some();
        match taken {
            Some(taken) => {
                owe(DeadlineKind::TakeUp, escalation.asked_at, Standing::Met);
                match (&escalation.ruling, ended) {
                    (Some(_), _) => owe(DeadlineKind::Ruling, taken.at, Standing::Met),
                    (None, false) => owe(DeadlineKind::Ruling, taken.at, Standing::Running),
                    (None, true) => {}
                }
            }
            None if !ended => owe(DeadlineKind::TakeUp, escalation.asked_at, Standing::Running),
            None => {}
        }
    }

    fn asked(&self, escalation: &Escalation) -> Vec<Owner> {
        match escalation.level {
            EscalationLevel::Heads => {
                escalation.departments.iter().map(|department| Owner::department(*department)).collect()
            }
            EscalationLevel::Executive => {
                let department = self.request.department;
                vec![Owner::through(escalation.executive, department, self.ctx.directory)]
            }
        }
    }
}
