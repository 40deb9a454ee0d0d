//! Lists of what hangs on an object, for many objects at once: a first page comes from a batch over all parents that are
//! selected, any other page from a statement of its own.

use liaison_persistence::error::Error as StoreError;
use liaison_persistence::paging::{Page, Request};

use super::{MOST_ROWS, PageArgs};
use crate::graphql::error::Fault;
use crate::graphql::loaders::Batch;
use crate::graphql::scope::Scope;

/// A page of children as it was asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The page.
    pub request: Request,
    /// Whether it is the first one: a batch has it, and its cursors lead on to the others.
    pub is_first: bool,
}

impl PageArgs {
    /// The page of children that was asked for.
    ///
    /// # Errors
    /// As [`PageArgs::request`].
    pub fn of_children(self) -> Result<Asked, Fault> {
        let is_first = self.after.is_none() && self.last.is_none() && self.before.is_none();
        Ok(Asked { request: self.request(MOST_ROWS)?, is_first })
    }
}

impl Asked {
    /// The page: what `B` has under `key` where it is the first one, else what `own` finds.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn page<B, T>(
        &self,
        scope: &Scope,
        key: B::Key,
        own: impl Future<Output = Result<Page<T>, StoreError>>,
    ) -> Result<Page<T>, Fault>
    where
        B: Batch<Value = Page<T>>,
        T: Clone,
    {
        if !self.is_first {
            return Ok(own.await?);
        }
        let page = scope.loader::<B>().get(key).await?;
        Ok(page.ok_or_else(|| Fault::internal("a list without an answer"))?.as_ref().clone())
    }
}
