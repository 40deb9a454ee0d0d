//! The verb that signs with the server's key (resolution 8).

use liaison_domain::request::Request;
use liaison_domain::request::sign::Sign;

use super::{On, for_change, record};
use crate::app::{App, Attested};
use crate::operations::{Answer, Call};

/// Signs for a department.
pub async fn sign(app: App, call: Call, input: On<Sign>) -> Answer<Request> {
    app.change(call, "requestSign", input, |work, input| {
        Box::pin(async move {
            let request = for_change(work, input.id).await?;
            let key = work.app().attestor(Attested::SignOff);
            let change = request.sign(&work.context_of(&request), input.input, &key)?;
            record(work, change).await
        })
    })
    .await
}
