//! Moving running requests to another version or pack.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::{Id, RequestId, kind};
use liaison_domain::text::Text;

use crate::graphql::decode::Decode as _;
use crate::graphql::error::Fault;
use crate::graphql::mutation::{Shown as _, WriteOptions, answered, cursor, user_errors};
use crate::graphql::node::Identified as _;
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::{Reason, UserError};
use crate::graphql::request::Request;
use crate::graphql::scalars::{Cursor, Key};
use crate::graphql::scope::Scope;
use crate::operations::pack::{self as operations, PackMigrate};
use crate::operations::{Answer, Done, Outcome};

/// What `processPackMigrate` answers.
#[derive(SimpleObject)]
pub struct ProcessPackMigratePayload {
    /// The requests after the change, in the order of the input; empty when nothing was changed.
    pub requests: Vec<Request>,
    /// Why nothing was changed; empty when it was. One request that cannot move keeps all from moving.
    pub user_errors: Vec<UserError>,
    /// What the caller should know although nothing was refused.
    pub warnings: Vec<Reason>,
    /// The place in the feed after this change. Null where nothing was changed.
    pub cursor: Option<Cursor>,
}

/// Running requests that are to be governed by another version or pack.
#[derive(InputObject)]
pub struct ProcessPackMigrateInput {
    /// Which requests, at most 100, each once.
    pub requests: Vec<Key<kind::Request>>,
    /// The pack whose newest version they move to; the one that governs each of them by the present assignments where absent.
    pub pack: Option<String>,
    /// Why, at most 20,000 characters; stands on the record of each request.
    pub reason: String,
    #[graphql(flatten)]
    options: WriteOptions,
}

impl ProcessPackMigrateInput {
    fn decode(self) -> (WriteOptions, Result<PackMigrate, Refusal>) {
        let mut found = Violations::default();
        let reason = found.take("reason", Text::new(&self.reason));
        let requests: Vec<RequestId> = self.requests.into_iter().map(|key| key.0).collect();
        let input = found.all((reason,)).map(|(reason,)| PackMigrate { requests, pack: self.pack, reason });
        (self.options, input)
    }
}

/// The root field for moving requests.
#[derive(Default)]
pub struct PackMigrateMutation;

#[Object]
impl PackMigrateMutation {
    /// Moves running requests to the newest version of the pack that governs them now, or of a named one: all of them or none.
    /// Nobody is asked again; what answers and signatures are worth is computed anew, deadlines get the new length less the
    /// time used. For administrators.
    async fn process_pack_migrate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which requests, where to, and why.")] input: ProcessPackMigrateInput,
    ) -> OrNull<ProcessPackMigratePayload> {
        let done = async {
            let scope = Scope::of(ctx)?;
            let (options, input) = input.decode();
            let answer = answered(scope, options, input, operations::migrate).await;
            shape(scope, answer).await
        };
        OrNull::some(done).await
    }
}

async fn shape(
    scope: &Scope,
    answer: Answer<Vec<liaison_domain::request::Request>>,
) -> Result<ProcessPackMigratePayload, Fault> {
    let Done { outcome, position, warnings } = match answer {
        Ok(done) => done,
        Err(error) => {
            return Ok(ProcessPackMigratePayload {
                requests: Vec::new(),
                user_errors: user_errors(scope, &["input"], error)?,
                warnings: Vec::new(),
                cursor: None,
            });
        }
    };
    let mut requests = Vec::new();
    match outcome {
        Outcome::Changed(moved) => {
            requests.extend(moved.into_iter().map(|request| Request::show(scope, request)));
        }
        Outcome::Validated(_) => {}
        Outcome::Repeated(subjects) => {
            scope.reader().catch_up().await?;
            for subject in subjects.iter().filter(|subject| subject.kind == SubjectKind::Request) {
                requests.extend(Request::find(scope, Id::from_uuid(subject.id)).await?);
            }
        }
    }
    Ok(ProcessPackMigratePayload {
        requests,
        user_errors: Vec::new(),
        warnings: Reason::all(scope.locale(), &warnings),
        cursor: cursor(scope, position),
    })
}
