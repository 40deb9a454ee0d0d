//! Averages, counts and distributions over ratings: the only aggregate that runs over confidential records too, and
//! therefore hidden where it could give a single one away (resolution 19).

use super::Scores;

/// Fewest ratings whose figures everybody may see.
const FEWEST_SHOWN: u64 = 3;

/// How often each mark was given for one criterion: the first place counts the ones, the last the fives.
pub type Distribution = [u64; 5];

/// Ratings of a department in a period, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// For 响应速度.
    pub responsiveness: Distribution,
    /// For 专业度.
    pub professionalism: Distribution,
    /// For 配合度.
    pub cooperation: Distribution,
}

/// Mean marks, 1.0 to 5.0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Averages {
    /// Of 响应速度.
    pub responsiveness: f64,
    /// Of 专业度.
    pub professionalism: f64,
    /// Of 配合度.
    pub cooperation: f64,
    /// Of all marks.
    pub overall: f64,
}

impl Tally {
    /// Counts one rating.
    pub fn add(&mut self, scores: Scores) {
        let place = |score: super::Score| usize::from(score.value()) - 1;
        self.responsiveness[place(scores.responsiveness)] += 1;
        self.professionalism[place(scores.professionalism)] += 1;
        self.cooperation[place(scores.cooperation)] += 1;
    }

    /// How many ratings.
    pub fn count(&self) -> u64 {
        self.responsiveness.iter().sum()
    }

    /// The figures for somebody who may see `visible` of these ratings one by one: none below three ratings unless they
    /// see all of them.
    pub fn shown_to(self, visible: u64) -> Option<Self> {
        (self.count() >= FEWEST_SHOWN || visible >= self.count()).then_some(self)
    }

    /// The mean marks; none without ratings.
    pub fn averages(&self) -> Option<Averages> {
        let responsiveness = mean(&self.responsiveness)?;
        let professionalism = mean(&self.professionalism)?;
        let cooperation = mean(&self.cooperation)?;
        let overall = (responsiveness + professionalism + cooperation) / 3.0;
        Some(Averages { responsiveness, professionalism, cooperation, overall })
    }
}

fn mean(counts: &Distribution) -> Option<f64> {
    let count: u64 = counts.iter().sum();
    let sum: u64 = (1..).zip(counts).map(|(mark, count)| mark * count).sum();
    let exact = |value: u64| u32::try_from(value).map_or(f64::from(u32::MAX), f64::from);
    (count > 0).then(|| exact(sum) / exact(count))
}
