//! Who is told of a progress report: whose support is asked for, then initiator and lead.

use super::{About, NoticeCode, Noticed, Telling, acting};
use crate::command::{Aggregate as _, Change};
use crate::directory::Directory;
use crate::event::SubjectKind;
use crate::progress_report::{ProgressReport, ReportFact};

impl Noticed for ProgressReport {
    fn about(&self) -> About {
        let request = self.record().request.uuid();
        About { kind: SubjectKind::ProgressReport, id: self.uuid(), named: Some(request) }
    }

    fn tell(change: &Change<Self>, fact: &ReportFact, directory: &Directory) -> Vec<Telling> {
        let report = change.state.record();
        match fact {
            ReportFact::ProgressReportPublished { department, support_from, .. } => {
                let frame = change.state.frame();
                let helping = support_from.iter().filter_map(|helping| directory.head(*helping));
                let initiator = acting(frame.initiator, frame.initiating_department, directory);
                let lead =
                    frame.lead().and_then(|lead| lead.liaison.or_else(|| directory.head(lead.department)));
                vec![
                    Telling::new(NoticeCode::SupportAsked, helping).department(*department),
                    Telling::new(NoticeCode::ProgressReportPublished, initiator.into_iter().chain(lead))
                        .department(*department),
                ]
            }
            ReportFact::SupportItemLinked { .. } => {
                vec![Telling::new(
                    NoticeCode::SupportFollowedUp,
                    acting(report.by, report.department, directory),
                )]
            }
        }
    }
}
