//! Who is told of what happens to a problem: who has to solve it, who raised it, and of a major one both heads.

use super::{About, NoticeCode, Noticed, Telling, acting};
use crate::command::{Aggregate as _, Change};
use crate::directory::Directory;
use crate::event::SubjectKind;
use crate::ids::PersonId;
use crate::priority::Priority;
use crate::problem::{Problem, ProblemFact, ProblemRecord};

impl Noticed for Problem {
    fn about(&self) -> About {
        About { kind: SubjectKind::Problem, id: self.uuid(), named: Some(self.uuid()) }
    }

    fn is_critical(&self) -> bool {
        self.setting().frame.as_ref().is_some_and(|frame| frame.priority == Priority::Critical)
    }

    fn tell(change: &Change<Self>, fact: &ProblemFact, directory: &Directory) -> Vec<Telling> {
        use NoticeCode as Code;
        let problem = change.state.record();
        let solving = Sides { problem, directory };
        match fact {
            ProblemFact::ProblemRaised { responsible_department, major, .. } => {
                let helping = problem.cooperating.iter().map(|cooperation| cooperation.department);
                let helping = helping.filter_map(|department| directory.head(department));
                let frame = change.state.setting().frame.as_ref();
                let lead = frame.and_then(|frame| frame.lead()).and_then(|lead| lead.liaison);
                let at_once = major.then(|| solving.both_heads());
                vec![
                    Telling::new(Code::ProblemMajor, at_once.into_iter().flatten()).urgent(),
                    Telling::new(Code::ProblemToTakeUp, directory.head(*responsible_department))
                        .department(problem.raising_department),
                    Telling::new(Code::ProblemRaised, helping.chain(lead))
                        .department(*responsible_department),
                ]
            }
            ProblemFact::ProblemTakenUp { handler, .. } => vec![
                Telling::new(Code::ProblemAssigned, [*handler]),
                Telling::new(Code::ProblemTakenUp, solving.raiser()).person(*handler),
            ],
            ProblemFact::ProblemUpdated { marked_major, .. } => {
                let at_once = marked_major.then(|| solving.both_heads());
                vec![
                    Telling::new(Code::ProblemMajor, at_once.into_iter().flatten()).urgent(),
                    Telling::new(Code::ProblemUpdated, solving.raiser().into_iter().chain(problem.handler)),
                ]
            }
            ProblemFact::ProblemMoved { from, to, .. } => {
                let new = (from != to).then(|| directory.head(*to)).flatten();
                let others = solving.raiser().into_iter().chain(directory.head(*from)).chain(problem.handler);
                vec![
                    Telling::new(Code::ProblemToTakeUp, new).department(problem.raising_department),
                    Telling::new(Code::ProblemMoved, others).department(*to).parting(),
                ]
            }
            ProblemFact::ProblemResolved { .. } => {
                vec![Telling::new(Code::ProblemToConfirm, solving.raiser())]
            }
            ProblemFact::ProblemRejected { .. } => {
                vec![Telling::new(Code::ProblemRejected, solving.solver())]
            }
            ProblemFact::ProblemConfirmed { .. } => {
                let to = solving.solver().into_iter().chain(directory.head(problem.responsible_department));
                vec![Telling::new(Code::ProblemConfirmed, to)]
            }
            // Where it ends with its request, that is told once and not for each problem.
            ProblemFact::ProblemWithdrawn { reason: None } => Vec::new(),
            ProblemFact::ProblemWithdrawn { reason: Some(_) } => {
                let to = solving.solver().into_iter().chain(directory.head(problem.responsible_department));
                vec![Telling::new(Code::ProblemWithdrawn, to)]
            }
        }
    }
}

struct Sides<'a> {
    problem: &'a ProblemRecord,
    directory: &'a Directory,
}

impl Sides<'_> {
    /// Who raised it, or who acts for one who left.
    fn raiser(&self) -> Option<PersonId> {
        acting(self.problem.raised_by, self.problem.raising_department, self.directory)
    }

    /// Who took it up; before that, and after they left, the head of the responsible department.
    fn solver(&self) -> Option<PersonId> {
        let department = self.problem.responsible_department;
        match self.problem.handler {
            Some(handler) => acting(handler, department, self.directory),
            None => self.directory.head(department),
        }
    }

    /// The heads of the responsible and of the raising department (S0-36).
    fn both_heads(&self) -> impl Iterator<Item = PersonId> {
        let (problem, directory) = (self.problem, self.directory);
        let responsible = directory.head(problem.responsible_department);
        responsible.into_iter().chain(directory.head(problem.raising_department))
    }
}
