//! Codes are dense: many submit at once, a fifth of them are rolled back after the number was drawn (X19).

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::Semaphore;

use super::company::Company;
use crate::persistence::support::{Db, on_both};
use crate::scale;

on_both! {
    as_many_codes_as_submissions_and_no_gap;
}

async fn as_many_codes_as_submissions_and_no_gap(db: &Db) {
    let company = Company::found(db).await;
    let total = scale::SUBMISSIONS.get();
    let mut drafts = Vec::new();
    for number in 0..total {
        drafts.push(company.draft(db, company.form(&format!("需求{number}"))).await.id);
    }
    let turns = Arc::new(Semaphore::new(scale::SUBMITTERS.get()));
    let submissions = drafts.iter().enumerate().map(|(number, draft)| {
        let (turns, company) = (Arc::clone(&turns), &company);
        async move {
            let _turn = turns.acquire().await.expect("open");
            company.submit(&db.store, db, *draft, number % 5 != 0).await
        }
    });
    let codes: Vec<String> =
        futures_util::future::join_all(submissions).await.into_iter().flatten().collect();
    let expected: BTreeSet<String> = (1..=codes.len()).map(|serial| format!("D0202405{serial:03}")).collect();
    assert_eq!(codes.iter().cloned().collect::<BTreeSet<_>>(), expected);
    assert_eq!(codes.len(), expected.len());
}
