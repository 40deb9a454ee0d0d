//! A whole life, written and read back at every step; drafts that go; revisions that stay.

use liaison_domain::access::Actor;
use liaison_domain::ids::TaskId;
use liaison_domain::patch::Patch;
use liaison_domain::request::accept::AcceptRequest;
use liaison_domain::request::close::Settlement;
use liaison_domain::request::escalate::{Escalate, TakeUpEscalation};
use liaison_domain::request::fill::ContentPatch;
use liaison_domain::request::frame::TaskTally;
use liaison_domain::request::parties::RemoveParty;
use liaison_domain::request::party::Answer;
use liaison_domain::request::record::Source;
use liaison_domain::request::respond::Respond;
use liaison_domain::request::revise::Revise;
use liaison_domain::request::sign::Sign;
use liaison_domain::request::status::RequestStatus;
use liaison_persistence::request;

use super::company::{Company, Key, accepts, text};
use crate::persistence::support::{Db, on_both};

on_both! {
    every_step_of_a_life_reads_back;
    a_discarded_draft_is_gone;
    parties_come_and_go;
}

#[expect(clippy::too_many_lines, reason = "one life, told in its order")]
async fn every_step_of_a_life_reads_back(db: &Db) {
    let company = Company::found(db).await;
    let [initiator, first, second] = company.members;
    let id = company.submitted(db, company.form("新品推广")).await.id;
    let changes = Respond {
        answer: Answer::ChangesRequested,
        opinion: Some(text("接口文档")),
        reason: Some(text("范围不清")),
        ..accepts()
    };
    company.does(db, id, first, |request, ctx| request.respond(ctx, changes)).await;
    let escalate = Escalate { reason: text("分歧"), parties: Vec::new(), task: None };
    company.does(db, id, first, |request, ctx| request.escalate(ctx, escalate)).await;
    company
        .does(db, id, company.heads[1], |request, ctx| request.take_up(ctx, TakeUpEscalation::default()))
        .await;
    let revise = Revise {
        content: ContentPatch { goal: Patch::Set(text("新目标")), ..ContentPatch::default() },
        ..Revise::default()
    };
    company.does(db, id, initiator, |request, ctx| request.revise(ctx, revise)).await;
    for liaison in [first, second] {
        company.does(db, id, liaison, |request, ctx| request.respond(ctx, accepts())).await;
    }
    for head in company.heads {
        company.does(db, id, head, |request, ctx| request.sign(ctx, Sign::default(), &Key)).await;
    }
    let task = TaskId::from_uuid(uuid::Uuid::from_u128(7));
    company
        .does(db, id, first, |request, ctx| {
            Ok(request.task_created(ctx, task, &[company.heads[2]])?.expect("somebody takes part"))
        })
        .await;
    company
        .does(db, id, first, |request, ctx| Ok(request.task_started(ctx, task)?.expect("it starts")))
        .await;
    let tally = TaskTally { delivered: 1, ..TaskTally::default() };
    company
        .does(db, id, first, |request, ctx| Ok(request.tasks_changed(ctx, tally)?.expect("delivered")))
        .await;
    let settlement = Settlement { tasks: tally, ..Settlement::default() };
    let accept = AcceptRequest { note: Some(text("通过")), tasks: Vec::new() };
    company.does(db, id, initiator, |request, ctx| request.accept(ctx, accept, &settlement, &Key)).await;
    company
        .does(db, id, first, |request, ctx| {
            Ok(request.take_part(ctx, Source::Task(task), &[]).expect("somebody goes"))
        })
        .await;
    let closed = Settlement {
        tasks: TaskTally { completed: 1, ..TaskTally::default() },
        rated: company
            .does(db, id, initiator, |request, ctx| request.update(ctx, labelled(), &request.definition))
            .await
            .parties
            .iter()
            .map(|party| party.id)
            .collect(),
        ..Settlement::default()
    };
    company.does(db, id, initiator, |request, ctx| request.close(ctx, &closed)).await;
    let archived = company.does(db, id, initiator, liaison_domain::request::Request::archive).await;
    assert_eq!(archived.status, RequestStatus::Archived);
    assert_eq!(archived.revisions.len(), 2);
    let by_code =
        request::by_code(&db.read(), &Actor::Server, archived.code.as_deref().expect("a code")).await;
    assert_eq!(by_code.expect("reads"), Some(archived));
}

fn labelled() -> liaison_domain::request::update::UpdateRequest {
    let mut input = liaison_domain::request::update::UpdateRequest::default();
    let tag = liaison_domain::text::Line::new("新品").expect("a tag");
    input.particulars.tags = Patch::Set(vec![tag]);
    input
}

async fn a_discarded_draft_is_gone(db: &Db) {
    let company = Company::found(db).await;
    let draft = company.draft(db, company.form("草稿")).await;
    company
        .does(db, draft.id, company.members[0], |request, ctx| {
            request.update(ctx, labelled(), &request.definition)
        })
        .await;
    company.does(db, draft.id, company.members[0], liaison_domain::request::Request::discard).await;
    let left = request::by_ids(&db.read(), &Actor::Server, &[draft.id]).await.expect("reads");
    assert!(left.is_empty());
    assert_eq!(db.number("SELECT count(*) AS number FROM request_party").await, 0);
    assert_eq!(db.number("SELECT count(*) AS number FROM event WHERE type = 'RequestDiscarded'").await, 1);
    let mut work = db.begin().await;
    assert_eq!(request::find_for_change(&mut work, draft.id).await.expect("reads"), None);
}

/// A removed party of a submitted request stays on record, one of a draft does not; the others keep their places.
async fn parties_come_and_go(db: &Db) {
    let company = Company::found(db).await;
    let remove = |request: &liaison_domain::request::Request| RemoveParty {
        party: request.parties[0].id,
        new_lead: Some(request.parties[1].id),
        reason: None,
        open_tasks: 0,
    };
    let draft = company.draft(db, company.form("草稿")).await;
    let draft = company
        .does(db, draft.id, company.members[0], |request, ctx| request.remove_party(ctx, remove(request)))
        .await;
    assert_eq!(draft.parties.len(), 1);
    let sent = company.submitted(db, company.form("已提交")).await;
    let sent = company
        .does(db, sent.id, company.members[0], |request, ctx| request.remove_party(ctx, remove(request)))
        .await;
    assert_eq!((sent.parties.len(), sent.present().count()), (2, 1));
    let open = request::open_of_department(&db.read(), company.departments[1]).await.expect("reads");
    assert!(open.is_empty(), "a removed party concerns nobody");
    let open = request::open_of_person(&db.read(), company.members[2]).await.expect("reads");
    assert_eq!(open, [draft.id, sent.id]);
}
