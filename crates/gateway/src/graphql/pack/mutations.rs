//! Publishing a version of a process pack, and assigning a pack.

use std::collections::BTreeMap;

use async_graphql::{Context, InputObject, MaybeUndefined, Object};
use liaison_domain::error::{Refusal, Rule, Violations};
use liaison_domain::ids::kind;
use liaison_domain::pack::{self as domain, AssignPack, AssignmentScope, CopiedFrom, PackChanges};
use liaison_domain::patch::Patch;
use liaison_domain::text::Text;

use super::length::DeadlineWarningInput;
use super::meetings::MeetingPoliciesInput;
use super::policy_inputs::{ChainStepInput, DeadlinePolicyInput, PriorityLevelInput};
use super::{
    AgreementRule, ClosureDemand, DeadlineKind, PackAssignment, ProcessPack, SignOffRule, SilenceRule,
};
use crate::graphql::decode::{Decode as _, patch};
use crate::graphql::mutation::{ActionOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::request::RequestKind;
use crate::graphql::scalars::{Duration, Key};
use crate::operations::pack::{self as operations, PackPublish};
use crate::payload;

payload! {
    /// What `processPackPublish` answers.
    ProcessPackPublishPayload {
        /// The pack, whose newest version is the one just published.
        process_pack: ProcessPack
    }
}

payload! {
    /// What `processPackAssign` answers.
    ProcessPackAssignPayload {
        /// The assignment after the change.
        assignment: PackAssignment
    }
}

/// A version of a pack that is copied.
#[derive(InputObject)]
pub struct PackCopyInput {
    /// The pack's name.
    pub name: String,
    /// The version; the newest where absent.
    pub version: Option<u32>,
}

/// A version of a process pack to be published: what is left out is as in the version that is copied. Errors of policies name
/// the kind in their path: `deadlines.RESPONSE.length`.
#[derive(InputObject)]
pub struct ProcessPackPublishInput {
    /// The pack's name: lower-case letters, digits and hyphens, at most 40.
    pub name: String,
    /// What is copied; the pack's newest version where absent, and `default` for a new name.
    pub copy_of: Option<PackCopyInput>,
    /// What changed and why, at most 20,000 characters.
    pub note: Option<String>,
    /// The priorities, most pressing first.
    pub priorities: Option<Vec<PriorityLevelInput>>,
    /// Who has to accept before a request is agreed.
    pub agreement: Option<AgreementRule>,
    /// Whose signatures confirm a request.
    pub sign_off: Option<SignOffRule>,
    /// What a party's silence means.
    pub silence: Option<SilenceRule>,
    /// Whether parties are rated.
    pub rated: Option<bool>,
    /// What has to be there before a request is closed; `ACCEPTANCE` and `PROBLEMS_CONFIRMED` always.
    pub closure: Option<Vec<ClosureDemand>>,
    /// Whether a `CRITICAL` request may be submitted short and begun before the signatures.
    pub critical_shortcut: Option<bool>,
    /// The pattern of request codes, over `{dept} {deptName} {yyyy} {mm} {dd} {seq:N}` and literal text.
    pub request_numbering: Option<String>,
    /// The pattern of codes of tasks that stand alone under a department.
    pub task_numbering: Option<String>,
    /// The amount above which a resource also needs the executive in charge; null for no such limit.
    pub executive_amount: MaybeUndefined<i64>,
    /// How long after giving it a rating may be changed, in whole seconds.
    pub rating_change: Option<Duration>,
    /// How long after the due instant an assignee may still ask for an extension, in whole seconds.
    pub extension_grace: Option<Duration>,
    /// What is owed; kinds that are left out are as in the version that is copied.
    pub deadlines: Option<Vec<DeadlinePolicyInput>>,
    /// When to warn, where a policy does not say otherwise.
    pub warning: Option<DeadlineWarningInput>,
    /// What follows a breach, in order of time, where a policy does not say otherwise.
    pub chain: Option<Vec<ChainStepInput>>,
    /// The kinds whose clock stands still while a request is blocked.
    pub paused_by_block: Option<Vec<DeadlineKind>>,
    /// What holds for meetings.
    pub meetings: Option<MeetingPoliciesInput>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl ProcessPackPublishInput {
    fn decode(self) -> (ActionOptions, Result<PackPublish, Refusal>) {
        let mut found = Violations::default();
        let note = found.take("note", Text::optional(self.note.as_deref()));
        let priorities = self.priorities.map(|levels| {
            let levels = found.each("priorities", levels, |found, path, level: PriorityLevelInput| {
                level.decode(found, path)
            });
            domain::PriorityScheme::new(levels.unwrap_or_default())
        });
        let warning = self.warning.and_then(|warning| warning.decode(&mut found, "warning"));
        let chain = self.chain.and_then(|steps| ChainStepInput::all(&mut found, "chain", steps));
        let meetings = self.meetings.and_then(|meetings| meetings.decode(&mut found));
        let deadlines = policies(&mut found, self.deadlines.unwrap_or_default());
        let changes = PackChanges {
            priorities,
            agreement: self.agreement.map(Into::into),
            sign_off: self.sign_off.map(Into::into),
            silence: self.silence.map(Into::into),
            rated: self.rated,
            closure: self.closure.map(|all| all.into_iter().map(Into::into).collect()),
            critical_shortcut: self.critical_shortcut,
            request_numbering: self.request_numbering,
            task_numbering: self.task_numbering,
            executive_amount: patch(self.executive_amount),
            rating_change_seconds: self.rating_change.map(|length| length.0.as_secs()),
            extension_grace_seconds: self.extension_grace.map(|length| length.0.as_secs()),
            deadlines,
            warning,
            chain,
            paused_by_block: self.paused_by_block.map(|all| all.into_iter().map(Into::into).collect()),
            meetings: meetings.unwrap_or_default(),
        };
        let copy_of = self.copy_of.map(|from| CopiedFrom { name: from.name, version: from.version });
        let input = found.all((note,)).map(|(note,)| PackPublish { name: self.name, copy_of, changes, note });
        (self.options, input)
    }
}

/// The policies by kind; a kind that is there twice is noted.
fn policies(
    found: &mut Violations,
    inputs: Vec<DeadlinePolicyInput>,
) -> BTreeMap<liaison_domain::deadline::DeadlineKind, Option<domain::Policy>> {
    let mut policies = BTreeMap::new();
    for (index, input) in inputs.into_iter().enumerate() {
        let (kind, path) = (input.kind.into(), format!("deadlines.{index}"));
        let Some(policy) = input.decode(found, &path) else { continue };
        let policy = if let Patch::Set(policy) = policy { Some(policy) } else { None };
        let twice = policies.insert(kind, policy).is_some();
        found.check(!twice, format!("{path}.kind"), Rule::Duplicate);
    }
    policies
}

/// Where a pack is to hold: everywhere, where neither department nor kind is given.
#[derive(InputObject)]
pub struct ProcessPackAssignInput {
    /// The department that starts the requests, those below it included; all where absent.
    pub department: Option<Key<kind::Department>>,
    /// The kind of requests; all where absent.
    pub kind: Option<RequestKind>,
    /// The pack's name; null to let the next wider scope decide again.
    pub pack: Option<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// The root fields for keeping packs.
#[derive(Default)]
pub struct PackMutation;

#[Object]
impl PackMutation {
    /// Publishes the next version of a process pack; it governs requests submitted from now on wherever the pack is assigned.
    /// Running ones keep their version. For administrators.
    async fn process_pack_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The version.")] input: ProcessPackPublishInput,
    ) -> OrNull<ProcessPackPublishPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::publish).await
    }

    /// Says which pack governs requests submitted from now on, everywhere, of a department, of a kind, or of both. For
    /// administrators.
    async fn process_pack_assign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which pack, and where.")] input: ProcessPackAssignInput,
    ) -> OrNull<ProcessPackAssignPayload> {
        let scope = AssignmentScope {
            department: input.department.map(|key| key.0),
            kind: input.kind.map(Into::into),
        };
        let assignment = AssignPack { scope, pack: input.pack };
        run(ctx, input.options, Ok(assignment), operations::assign).await
    }
}
