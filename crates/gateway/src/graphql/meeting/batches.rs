//! What a page of meetings asks for in one statement: meetings by ID, those of requests and series, what was left undone.

use std::collections::HashMap;
use std::sync::Arc;

use liaison_domain::ids::{DepartmentId, MeetingId, MeetingSeriesId, PersonId, RequestId};
use liaison_domain::meeting::{Carried, Meeting, MeetingRecord};
use liaison_domain::time::Instant;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::meeting as stored;
use liaison_persistence::meeting::{MeetingLeaf, MeetingOrder};
use liaison_persistence::paging::{Count, Filter, Page};

use crate::graphql::children::{Asked, Children, Counted};
use crate::graphql::loaders::{Batch, Loading, by_arguments};
use crate::operations::Reader;

/// Meetings by their IDs.
pub(super) enum ById {}

impl Batch for ById {
    type Key = MeetingId;
    type Value = MeetingRecord;

    fn load(reader: Arc<Reader>, keys: Vec<MeetingId>) -> Loading<MeetingId, MeetingRecord> {
        Box::pin(async move { Ok(stored::by_ids(&reader.db(), reader.actor(), &keys).await?) })
    }
}

/// Meetings with what surrounds them, for abilities.
pub(super) enum InSetting {}

impl Batch for InSetting {
    type Key = MeetingId;
    type Value = Meeting;

    fn load(reader: Arc<Reader>, keys: Vec<MeetingId>) -> Loading<MeetingId, Meeting> {
        Box::pin(async move { Ok(stored::load(&reader.db(), &keys).await?) })
    }
}

/// What earlier meetings left undone.
pub(super) enum LeftUndone {}

impl Batch for LeftUndone {
    type Key = MeetingId;
    type Value = Vec<Carried>;

    fn load(reader: Arc<Reader>, keys: Vec<MeetingId>) -> Loading<MeetingId, Vec<Carried>> {
        Box::pin(async move { Ok(stored::carried(&reader.db(), reader.actor(), &keys).await?) })
    }
}

/// The meetings of requests.
pub(super) enum OfRequests {}

impl Children for OfRequests {
    type Parent = RequestId;
    type Filter = Filter<MeetingLeaf>;
    type Order = MeetingOrder;
    type Child = MeetingRecord;

    async fn pages(
        reader: &Reader,
        requests: &[RequestId],
        asked: &Asked<Filter<MeetingLeaf>, MeetingOrder>,
    ) -> Result<HashMap<RequestId, Page<MeetingRecord>>, StoreError> {
        let Asked { filter, order, page, .. } = asked;
        stored::pages_of_requests(&reader.db(), reader.actor(), requests, filter, *order, page).await
    }

    async fn counts(
        reader: &Reader,
        requests: &[RequestId],
        counted: &Counted<Filter<MeetingLeaf>>,
    ) -> Result<HashMap<RequestId, Count>, StoreError> {
        stored::counts_of_requests(&reader.db(), reader.actor(), requests, &counted.filter, counted.max).await
    }
}

/// The meetings of series.
pub(super) enum OfSeries {}

impl Children for OfSeries {
    type Parent = MeetingSeriesId;
    type Filter = Filter<MeetingLeaf>;
    type Order = MeetingOrder;
    type Child = MeetingRecord;

    async fn pages(
        reader: &Reader,
        series: &[MeetingSeriesId],
        asked: &Asked<Filter<MeetingLeaf>, MeetingOrder>,
    ) -> Result<HashMap<MeetingSeriesId, Page<MeetingRecord>>, StoreError> {
        let Asked { filter, order, page, .. } = asked;
        stored::pages_of_series(&reader.db(), reader.actor(), series, filter, *order, page).await
    }

    async fn counts(
        reader: &Reader,
        series: &[MeetingSeriesId],
        counted: &Counted<Filter<MeetingLeaf>>,
    ) -> Result<HashMap<MeetingSeriesId, Count>, StoreError> {
        stored::counts_of_series(&reader.db(), reader.actor(), series, &counted.filter, counted.max).await
    }
}

/// From when to when.
pub(super) type Period = (Instant, Instant);

/// The time of people in meetings.
pub(super) enum OfPeople {}

impl Batch for OfPeople {
    type Key = (PersonId, Period);
    type Value = stored::MeetingTime;

    fn load(
        reader: Arc<Reader>,
        keys: Vec<(PersonId, Period)>,
    ) -> Loading<(PersonId, Period), stored::MeetingTime> {
        Box::pin(async move {
            let mut found = HashMap::new();
            for ((from, until), people) in by_arguments(keys) {
                let times = stored::of_people(&reader.db(), reader.actor(), &people, from, until).await?;
                found.extend(times.into_iter().map(|(person, time)| ((person, (from, until)), time)));
            }
            Ok(found)
        })
    }
}

/// The time of departments in meetings.
pub(super) enum OfDepartments {}

impl Batch for OfDepartments {
    type Key = (DepartmentId, Period);
    type Value = stored::MeetingTime;

    fn load(
        reader: Arc<Reader>,
        keys: Vec<(DepartmentId, Period)>,
    ) -> Loading<(DepartmentId, Period), stored::MeetingTime> {
        Box::pin(async move {
            let mut found = HashMap::new();
            for ((from, until), all) in by_arguments(keys) {
                let times = stored::of_departments(&reader.db(), reader.actor(), &all, from, until).await?;
                found.extend(times.into_iter().map(|(department, time)| ((department, (from, until)), time)));
            }
            Ok(found)
        })
    }
}
