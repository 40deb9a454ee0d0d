//! The figures of a department: over all ratings, confidential ones included, hidden where they could give a single one away
//! (resolution 19).

use async_graphql::SimpleObject;
use liaison_domain::ids::DepartmentId;
use liaison_domain::rating::{Distribution, Tally};

use super::batches::Sums;
use crate::graphql::error::Fault;
use crate::graphql::scalars::DateTime;
use crate::graphql::scope::Scope;

/// How often each mark was given for one criterion.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct RatingDistribution {
    /// How many ones.
    pub ones: i32,
    /// How many twos.
    pub twos: i32,
    /// How many threes.
    pub threes: i32,
    /// How many fours.
    pub fours: i32,
    /// How many fives.
    pub fives: i32,
}

/// Mean marks, from 1 to 5.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct RatingAverages {
    /// Of 响应速度.
    pub responsiveness: f64,
    /// Of 专业度.
    pub professionalism: f64,
    /// Of 配合度.
    pub cooperation: f64,
    /// Of all three.
    pub overall: f64,
}

/// The ratings of a department in a period, summed up.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct RatingSummary {
    /// How many ratings.
    pub count: i32,
    /// The mean marks; null without ratings.
    pub averages: Option<RatingAverages>,
    /// How often each mark was given for 响应速度.
    pub responsiveness: RatingDistribution,
    /// How often each mark was given for 专业度.
    pub professionalism: RatingDistribution,
    /// How often each mark was given for 配合度.
    pub cooperation: RatingDistribution,
}

impl RatingSummary {
    /// The figures of `department` in this period; null where there are fewer than three ratings, unless the caller may see all
    /// of them.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn of(
        scope: &Scope,
        department: DepartmentId,
        from: Option<DateTime>,
        until: Option<DateTime>,
    ) -> Result<Option<Self>, Fault> {
        let _ = scope.viewer();
        let period = (from.map(|at| at.0), until.map(|at| at.0));
        let sum = scope.loader::<Sums>().get((department, period)).await?;
        Ok(sum.and_then(|sum| sum.tally.shown_to(sum.visible)).map(|tally| Self::over(&tally)))
    }

    fn over(tally: &Tally) -> Self {
        Self {
            count: int(tally.count()),
            averages: tally.averages().map(|averages| RatingAverages {
                responsiveness: averages.responsiveness,
                professionalism: averages.professionalism,
                cooperation: averages.cooperation,
                overall: averages.overall,
            }),
            responsiveness: RatingDistribution::of(tally.responsiveness),
            professionalism: RatingDistribution::of(tally.professionalism),
            cooperation: RatingDistribution::of(tally.cooperation),
        }
    }
}

impl RatingDistribution {
    /// How often each mark was given, the ones first.
    pub fn of([ones, twos, threes, fours, fives]: Distribution) -> Self {
        Self { ones: int(ones), twos: int(twos), threes: int(threes), fours: int(fours), fives: int(fives) }
    }
}

fn int(count: u64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
