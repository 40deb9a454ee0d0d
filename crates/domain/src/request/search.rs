//! What of a request can be found: its code, its title, its labels and what the form says in words. Not what a template asks
//! beside that, nor files, people, resources and their amounts.

use super::record::Record;
use crate::search::Searchable;
use crate::text::{Line, Text};

/// A draft that was thrown away is not found.
pub(super) fn of(request: &Record) -> Searchable {
    if request.discarded {
        return Searchable::nothing();
    }
    let form = &request.form;
    let content = &form.content;
    let texts =
        [&content.background, &content.goal, &content.details, &content.needed_from_initiator, &form.remarks];
    let code = request.code.as_deref().into_iter();
    let deliverables = content.deliverables.iter();
    Searchable::of(
        code.chain([form.title.as_str()])
            .chain(form.tags.iter().map(Line::as_str))
            .chain(texts.into_iter().flatten().map(Text::as_str))
            .chain(deliverables.flat_map(|one| [one.name.as_str(), one.standard.as_str()]))
            .chain(content.milestones.iter().map(|milestone| milestone.name.as_str())),
    )
}
