//! Walks the subjects: the end of every chain, and the signatures under requests and acceptances.

use liaison_domain::event::SubjectKind;
use liaison_domain::ids::RequestId;
use liaison_domain::integrity::{Break, Fault};
use liaison_persistence::integrity as stored;
use liaison_persistence::store::Connection;
use uuid::Uuid;

use super::{End, KnownKeys, Report};
use crate::app::Attested;

/// Subjects of one page. Requests are read whole, so it is smaller than one of events.
const PAGE: u64 = 200;

/// Holds every subject against its last event, and every request's signatures against events and keys.
pub(super) async fn check(db: &Connection, keys: &KnownKeys, report: &mut Report) -> Result<(), End> {
    let mut after = Uuid::nil();
    loop {
        let page = stored::subjects(db, after, PAGE).await?;
        let read = page.len() as u64;
        let mut requests = Vec::new();
        for (id, kind) in page {
            if kind? == SubjectKind::Request {
                requests.push(RequestId::from_uuid(id));
            }
            after = id;
        }
        if !requests.is_empty() {
            for signed in stored::signed_requests(db, &requests).await? {
                check_request(&signed, keys, report)?;
            }
        }
        if read < PAGE {
            return Ok(());
        }
    }
}

fn check_request(
    (id, request, told): &stored::SignedRequest,
    keys: &KnownKeys,
    report: &mut Report,
) -> Result<(), Break> {
    let broken =
        |position, fault| Break { position, subject: Some((SubjectKind::Request, id.uuid())), fault };
    let Some(request) = request else {
        // A draft that was thrown away has no signature; a request whose row is gone may have had.
        return told.first().map_or(Ok(()), |told| Err(broken(Some(told.position), Fault::SignOffMissing)));
    };
    request.check_signatures(told).map_err(|(position, fault)| broken(position, fault))?;
    for sign in &request.signatures {
        let checked = keys.check(Attested::SignOff, &sign.kid, &sign.statement(*id), &sign.signature);
        if !report.counts(checked, &sign.kid) {
            return Err(broken(None, Fault::SignOffSignature { sign_off: sign.id.to_string() }));
        }
    }
    Ok(())
}
