//! What comments are about, as far as comments ask, for many at a time.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use liaison_domain::access::Actor;
use liaison_domain::comment::{CommentSubject, Place};
use liaison_domain::customer::Customer;
use liaison_domain::directory::Directory;
use liaison_domain::ids::{CustomerId, MeetingId, ProblemId, RequestId, TaskId};
use liaison_domain::request::frame::Frame;

use crate::error::Error;
use crate::store::Connection;
use crate::{customer, meeting, problem, request, task};

/// The records, by their kind.
#[derive(Default)]
struct ByKind {
    requests: BTreeSet<RequestId>,
    tasks: BTreeSet<TaskId>,
    problems: BTreeSet<ProblemId>,
    meetings: BTreeSet<MeetingId>,
    customers: BTreeSet<CustomerId>,
}

/// The places that these records are, each with the request that it belongs to; a fixed number of statements for each kind that
/// is among them. Asks nobody for rights.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn places(
    db: &Connection,
    directory: &Directory,
    subjects: &[(CommentSubject, Option<RequestId>)],
) -> Result<HashMap<CommentSubject, Place>, Error> {
    let mut by_kind = ByKind::default();
    for (subject, request) in subjects {
        match subject {
            CommentSubject::Request(id) => {
                by_kind.requests.insert(*id);
            }
            CommentSubject::Task(id) => {
                by_kind.tasks.insert(*id);
                by_kind.requests.extend(request);
            }
            CommentSubject::Problem(id) => {
                by_kind.problems.insert(*id);
                by_kind.requests.extend(request);
            }
            CommentSubject::Meeting(id) => {
                by_kind.meetings.insert(*id);
            }
            CommentSubject::Customer(id) => {
                by_kind.customers.insert(*id);
            }
        }
    }
    let found = load(db, directory, by_kind).await?;
    Ok(found.into_iter().map(|place| (place.about, place)).collect())
}

async fn load(db: &Connection, directory: &Directory, by_kind: ByKind) -> Result<Vec<Place>, Error> {
    let ByKind { requests, tasks, problems, meetings, customers } = by_kind;
    let (mut places, mut frames) = (Vec::new(), BTreeMap::<RequestId, Frame>::new());
    if !requests.is_empty() {
        let ids: Vec<_> = requests.into_iter().collect();
        for request in request::by_ids(db, &Actor::Server, &ids).await?.into_values() {
            places.push(Place::from(&request));
            frames.insert(request.id, request.frame());
        }
    }
    if !tasks.is_empty() {
        let ids: Vec<_> = tasks.into_iter().collect();
        let found = task::load(db, directory, &ids, &frames).await?;
        places.extend(found.values().map(Place::from));
    }
    if !problems.is_empty() {
        let ids: Vec<_> = problems.into_iter().collect();
        let found = problem::load(db, directory, &ids, &frames).await?;
        places.extend(found.values().map(Place::from));
    }
    if !meetings.is_empty() {
        let ids: Vec<_> = meetings.into_iter().collect();
        let found = meeting::load(db, &ids).await?;
        places.extend(found.values().map(Place::from));
    }
    if !customers.is_empty() {
        let ids: Vec<_> = customers.into_iter().collect();
        let found = customer::by_ids(db, &ids).await?.into_values().map(Customer::restore);
        places.extend(found.map(|customer| Place::from(&customer)));
    }
    Ok(places)
}
