//! Who writes down what auditors and administrators are shown.

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use liaison_domain::access_log;
use uuid::Uuid;

use crate::app::App;
use crate::graphql::context::RequestContext;
use crate::graphql::error::Fault;
use crate::graphql::node::AnyId;
use crate::graphql::pipeline::Witness;
use crate::operations::access_log::note_reads;

/// The node as a witness.
pub struct Overseen(pub App);

impl Witness for Overseen {
    fn watches(&self, context: &RequestContext) -> bool {
        let caller = context.caller_unnoted();
        caller.is_some_and(|caller| access_log::without_oversight(caller).is_some())
    }

    fn note<'a>(
        &'a self,
        context: &'a RequestContext,
        shown: BTreeSet<String>,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let Some(caller) = context.caller_unnoted() else { return Ok(()) };
            // A stream goes on with the rights of the moment.
            let present = self.0.directory().latest().present(caller);
            let overseeing = access_log::without_oversight(caller)
                .or_else(|| present.as_ref().and_then(access_log::without_oversight));
            let Some((person, plain)) = overseeing else { return Ok(()) };
            let shown: Vec<Uuid> = shown.iter().filter_map(|id| AnyId::read(id)).map(AnyId::uuid).collect();
            Ok(note_reads(&self.0, person, &plain, context.request_id(), &shown).await?)
        })
    }
}
