//! Walks the roots beside the events that they are over.

use std::collections::VecDeque;

use liaison_domain::event::Envelope;
use liaison_domain::integrity::{Break, Fault, check_root, check_span};
use liaison_domain::record_root::{Leaf, RecordRoot, Tree};
use liaison_persistence::integrity as stored;
use liaison_persistence::store::Connection;

use super::{End, KeptRoots, KnownKeys, Report};
use crate::app::Attested;

/// Roots of one page.
const PAGE: u64 = 500;

/// Where the walk stands.
pub(super) struct Roots<'a> {
    db: &'a Connection,
    keys: &'a KnownKeys,
    kept: &'a KeptRoots,
    /// The number of the last root, and the position up to which events are read.
    up_to: (i64, i64),
    page: VecDeque<stored::Row<RecordRoot>>,
    /// The root whose events are coming, and those that came.
    open: Option<(RecordRoot, Tree)>,
    /// The root before that one.
    before: Option<RecordRoot>,
}

impl<'a> Roots<'a> {
    pub(super) const fn new(
        db: &'a Connection,
        keys: &'a KnownKeys,
        kept: &'a KeptRoots,
        last: i64,
        settled: i64,
    ) -> Self {
        Self { db, keys, kept, up_to: (last, settled), page: VecDeque::new(), open: None, before: None }
    }

    /// Takes the next event to the root that is over it, after having closed those before.
    pub(super) async fn event(&mut self, event: &Envelope, report: &mut Report) -> Result<(), End> {
        while self.open(report).await? {
            let Some((root, events)) = &mut self.open else { break };
            if event.position > root.last {
                self.close(report)?;
                continue;
            }
            events.push(&Leaf::from(event));
            // More than were signed is enough to know, and no more is held.
            return if events.len() > root.events { self.close(report) } else { Ok(()) };
        }
        report.uncovered += 1;
        report.uncovered_since.get_or_insert(event.occurred_at);
        Ok(())
    }

    /// Closes what is left after the last event.
    pub(super) async fn end(&mut self, report: &mut Report) -> Result<(), End> {
        while self.open(report).await? {
            self.close(report)?;
        }
        match self.kept.after(self.before.as_ref().map_or(0, |before| before.number)) {
            Some(number) => {
                let position = self.before.as_ref().map(|before| before.last + 1);
                Err(Break { position, subject: None, fault: Fault::KeptMissing { number } }.into())
            }
            None => Ok(()),
        }
    }

    /// Makes sure that a root is open, where there is one; whether there is.
    async fn open(&mut self, report: &mut Report) -> Result<bool, End> {
        if self.open.is_some() {
            return Ok(true);
        }
        let (last, settled) = self.up_to;
        let after = self.before.as_ref().map_or(0, |before| before.number);
        if self.page.is_empty() && after < last {
            self.page = stored::roots(self.db, after, last, PAGE).await?.into();
        }
        let Some(root) = self.page.pop_front() else { return Ok(false) };
        let root = root?;
        self.check(&root, report).map_err(|fault| Break::of_root(&root, fault))?;
        if root.last > settled {
            // A root over positions that no event was given yet: nobody signed that here.
            let events = Tree::default();
            check_span(&root, &events).map_err(|fault| Break::of_root(&root, fault))?;
        }
        self.open = Some((root, Tree::default()));
        Ok(true)
    }

    /// Holds a root against the one before it, the one that was kept, and its key.
    fn check(&self, root: &RecordRoot, report: &mut Report) -> Result<(), Fault> {
        check_root(self.before.as_ref(), root)?;
        let (number, statement) = (root.number, root.statement());
        match self.kept.agree(number, &statement) {
            Some(false) => return Err(Fault::RootNotKept { number }),
            Some(true) => report.kept += 1,
            None => {}
        }
        let checked = self.keys.check(Attested::RecordRoot, &root.kid, &statement, &root.signature);
        if report.counts(checked, &root.kid) { Ok(()) } else { Err(Fault::RootSignature { number }) }
    }

    /// Holds the events of the open root against it.
    fn close(&mut self, report: &mut Report) -> Result<(), End> {
        if let Some((root, events)) = self.open.take() {
            check_span(&root, &events).map_err(|fault| Break::of_root(&root, fault))?;
            report.roots += 1;
            self.before = Some(root);
        }
        Ok(())
    }
}
