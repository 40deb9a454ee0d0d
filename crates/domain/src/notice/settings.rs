//! Form templates, registered resources, process packs, calendars and routing rules: kept by administrators, looked up by
//! everybody, told to nobody. Whose deadline moves with one hears of the deadline. Calendar feeds are
//! their person's own doing, and keys of systems are seen in their list.

use super::{About, Noticed, Telling};
use crate::api_key::{ApiKey, ApiKeyFact};
use crate::calendar::{CalendarFact, CalendarRecord};
use crate::calendar_feed::{CalendarFeed, CalendarFeedFact};
use crate::command::{Aggregate as _, Change};
use crate::directory::Directory;
use crate::event::SubjectKind;
use crate::pack::{PackAssignment, PackAssignmentFact, ProcessPack, ProcessPackFact};
use crate::request::form_template::{FormTemplate, FormTemplateFact};
use crate::resource::{Resource, ResourceFact};
use crate::routing::{RoutingRule, RoutingRuleFact};

impl Noticed for FormTemplate {
    fn about(&self) -> About {
        About { kind: SubjectKind::FormTemplate, id: self.uuid(), named: None }
    }

    fn tell(_: &Change<Self>, fact: &FormTemplateFact, _: &Directory) -> Vec<Telling> {
        match fact {
            FormTemplateFact::FormTemplatePublished { .. } => Vec::new(),
        }
    }
}

impl Noticed for Resource {
    fn about(&self) -> About {
        About { kind: SubjectKind::Resource, id: self.uuid(), named: None }
    }

    fn tell(_: &Change<Self>, fact: &ResourceFact, _: &Directory) -> Vec<Telling> {
        match fact {
            ResourceFact::ResourceCreated { .. } | ResourceFact::ResourceUpdated { .. } => Vec::new(),
        }
    }
}

impl Noticed for ProcessPack {
    fn about(&self) -> About {
        About { kind: SubjectKind::ProcessPack, id: self.uuid(), named: None }
    }

    fn tell(_: &Change<Self>, fact: &ProcessPackFact, _: &Directory) -> Vec<Telling> {
        match fact {
            ProcessPackFact::ProcessPackPublished { .. } => Vec::new(),
        }
    }
}

impl Noticed for PackAssignment {
    fn about(&self) -> About {
        About { kind: SubjectKind::PackAssignment, id: self.uuid(), named: None }
    }

    fn tell(_: &Change<Self>, fact: &PackAssignmentFact, _: &Directory) -> Vec<Telling> {
        match fact {
            PackAssignmentFact::ProcessPackAssigned { .. } => Vec::new(),
        }
    }
}

impl Noticed for CalendarRecord {
    fn about(&self) -> About {
        About { kind: SubjectKind::WorkingCalendar, id: self.uuid(), named: None }
    }

    fn tell(_: &Change<Self>, fact: &CalendarFact, _: &Directory) -> Vec<Telling> {
        match fact {
            CalendarFact::WorkingCalendarSet { .. } => Vec::new(),
        }
    }
}

impl Noticed for RoutingRule {
    fn about(&self) -> About {
        About { kind: SubjectKind::RoutingRule, id: self.uuid(), named: None }
    }

    fn tell(_: &Change<Self>, fact: &RoutingRuleFact, _: &Directory) -> Vec<Telling> {
        match fact {
            RoutingRuleFact::RoutingRuleSet { .. } => Vec::new(),
        }
    }
}

impl Noticed for CalendarFeed {
    fn about(&self) -> About {
        About { kind: SubjectKind::CalendarFeed, id: self.uuid(), named: None }
    }

    fn tell(_: &Change<Self>, fact: &CalendarFeedFact, _: &Directory) -> Vec<Telling> {
        match fact {
            CalendarFeedFact::CalendarFeedCreated
            | CalendarFeedFact::CalendarFeedRevoked
            | CalendarFeedFact::CalendarFeedErased => Vec::new(),
        }
    }
}

impl Noticed for ApiKey {
    fn about(&self) -> About {
        About { kind: SubjectKind::ApiKey, id: self.uuid(), named: None }
    }

    fn tell(_: &Change<Self>, fact: &ApiKeyFact, _: &Directory) -> Vec<Telling> {
        match fact {
            ApiKeyFact::ApiKeyCreated { .. } | ApiKeyFact::ApiKeyRevoked { .. } => Vec::new(),
        }
    }
}
