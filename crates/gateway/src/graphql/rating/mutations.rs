//! Giving and changing ratings.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::kind;
use liaison_domain::rating::{NewRating, Revision, Score, Scores};
use liaison_domain::text::Text;

use super::Rating;
use crate::graphql::decode::Decode as _;
use crate::graphql::mutation::{ActionOptions, WriteOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Key;
use crate::operations::rating::{self as operations, RatingGive, RatingRevise};
use crate::payload;

payload! {
    /// What `ratingGive` answers.
    RatingGivePayload {
        /// The new rating.
        rating: Rating
    }
}

payload! {
    /// What `ratingRevise` answers.
    RatingRevisePayload {
        /// The rating after the change.
        rating: Rating
    }
}

/// A rating of a party's work on an accepted request.
#[derive(InputObject)]
pub struct RatingGiveInput {
    /// An ID chosen by the caller, for creation while offline; made by the server where absent.
    pub id: Option<Key<kind::Rating>>,
    /// Of which request.
    pub request: Key<kind::Request>,
    /// Which party.
    pub department: Key<kind::Department>,
    /// 响应速度, 1 to 5, 5 being best.
    pub responsiveness: i32,
    /// 专业度, 1 to 5.
    pub professionalism: i32,
    /// 配合度, 1 to 5.
    pub cooperation: i32,
    /// A remark.
    pub comment: Option<String>,
    #[graphql(flatten)]
    options: WriteOptions,
}

/// All three marks.
fn scores(found: &mut Violations, marks: [(&str, i32); 3]) -> Option<Scores> {
    let [responsiveness, professionalism, cooperation] =
        marks.map(|(field, mark)| found.take(field, Score::new(i64::from(mark))));
    Some(Scores {
        responsiveness: responsiveness?,
        professionalism: professionalism?,
        cooperation: cooperation?,
    })
}

impl RatingGiveInput {
    fn decode(self) -> (WriteOptions, Result<RatingGive, Refusal>) {
        let mut found = Violations::default();
        let marks = [
            ("responsiveness", self.responsiveness),
            ("professionalism", self.professionalism),
            ("cooperation", self.cooperation),
        ];
        let scores = scores(&mut found, marks);
        let comment = found.take("comment", Text::optional(self.comment.as_deref()));
        let input = found.all((scores, comment)).map(|(scores, comment)| RatingGive {
            request: self.request.0,
            rating: NewRating {
                id: self.id.map(|key| key.0),
                department: self.department.0,
                scores,
                comment,
            },
        });
        (self.options, input)
    }
}

/// All three marks of a rating, anew.
#[derive(InputObject)]
pub struct RatingScoresInput {
    /// 响应速度, 1 to 5, 5 being best.
    pub responsiveness: i32,
    /// 专业度, 1 to 5.
    pub professionalism: i32,
    /// 配合度, 1 to 5.
    pub cooperation: i32,
}

/// Changes of a rating: an absent field keeps, null clears.
#[derive(InputObject)]
pub struct RatingReviseInput {
    /// Which rating.
    pub id: Key<kind::Rating>,
    /// The marks.
    pub scores: Option<RatingScoresInput>,
    /// A remark.
    pub comment: MaybeUndefined<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl RatingReviseInput {
    fn decode(self) -> (ActionOptions, Result<RatingRevise, Refusal>) {
        let mut found = Violations::default();
        let scores = match self.scores {
            None => Some(None),
            Some(given) => {
                let marks = [
                    ("scores.responsiveness", given.responsiveness),
                    ("scores.professionalism", given.professionalism),
                    ("scores.cooperation", given.cooperation),
                ];
                scores(&mut found, marks).map(Some)
            }
        };
        let comment = found.patched("comment", self.comment, |raw| Text::new(&raw));
        let input = found
            .all((scores, comment))
            .map(|(scores, comment)| RatingRevise { id: self.id.0, revision: Revision { scores, comment } });
        (self.options, input)
    }
}

/// The root fields.
#[derive(Default)]
pub struct RatingMutation;

#[Object]
impl RatingMutation {
    /// Rates a party of an accepted request, once. For the initiator, or the initiating head for one who left; never by the
    /// rated. Late from `CLOSED` on, until it is archived.
    async fn rating_give(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rating.")] input: RatingGiveInput,
    ) -> OrNull<RatingGivePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::give).await
    }

    /// Changes a rating within 168 hours of giving. For who may give it.
    async fn rating_revise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: RatingReviseInput,
    ) -> OrNull<RatingRevisePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::revise).await
    }
}
